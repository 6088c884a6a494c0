package io.ckpi.core.record;

import io.ckpi.core.Money;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person comes to us: a visit, a page view, a content download, a subscription, a lead event.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param kind what happened
 * @param person token of the person; null without consent or link
 * @param visit id of the visit it belongs to
 * @param name event name in the source
 * @param origin marketing origin
 * @param path path of the page, without query and fragment
 * @param engaged engaged time
 * @param device class of device
 * @param region region, ISO 3166-2
 * @param targetAudience whether the person belongs to the target audience; null if not known
 * @param robot true for a robot
 * @param value value of the event
 */
public record Touch(
        Envelope envelope,
        Kind kind,
        @Nullable String person,
        @Nullable String visit,
        @Nullable String name,
        Origin origin,
        @Nullable String path,
        @Nullable Duration engaged,
        @Nullable Device device,
        @Nullable String region,
        @Nullable Boolean targetAudience,
        boolean robot,
        @Nullable Money value)
        implements SourceRecord {

    /** What a touch is. */
    public enum Kind {
        /** An advertisement was shown. */
        IMPRESSION,
        /** An advertisement was clicked. */
        CLICK,
        /** A visit began. */
        VISIT,
        /** A page was opened. */
        PAGE_VIEW,
        /** Another event in a visit. */
        EVENT,
        /** A search. */
        SEARCH,
        /** Content was opened. */
        CONTENT_OPEN,
        /** Content was downloaded. */
        DOWNLOAD,
        /** A webinar was attended. */
        WEBINAR,
        /** A subscription. */
        SUBSCRIPTION,
        /** Something was put into a cart. */
        CART,
        /** A checkout began. */
        CHECKOUT,
        /** A lead event: a form, a request. */
        LEAD,
        /** An action in a social network. */
        SOCIAL
    }

    /** A class of device. */
    public enum Device {
        /** A desktop computer. */
        DESKTOP,
        /** A phone. */
        PHONE,
        /** A tablet. */
        TABLET,
        /** A television set. */
        TV,
        /** Something else. */
        OTHER
    }

    /** Checks the components. */
    public Touch {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(kind, "kind");
        Fields.optionalId("person", person);
        Fields.optionalId("visit", visit);
        Objects.requireNonNull(origin, "origin");
    }

    /** A builder with what every such record has. */
    public static Builder builder(Envelope envelope, Kind kind) {
        return new Builder(envelope, kind);
    }

    /** Builds a {@link Touch}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final Kind kind;
        private @Nullable String person;
        private @Nullable String visit;
        private @Nullable String name;
        private Origin origin = Origin.UNKNOWN;
        private @Nullable String path;
        private @Nullable Duration engaged;
        private @Nullable Device device;
        private @Nullable String region;
        private @Nullable Boolean targetAudience;
        private boolean robot = false;
        private @Nullable Money value;

        private Builder(Envelope envelope, Kind kind) {
            this.envelope = envelope;
            this.kind = kind;
        }

        /** Sets token of the person; null without consent or link. */
        public Builder person(@Nullable String newPerson) {
            this.person = newPerson;
            return this;
        }

        /** Sets id of the visit it belongs to. */
        public Builder visit(@Nullable String newVisit) {
            this.visit = newVisit;
            return this;
        }

        /** Sets event name in the source. */
        public Builder name(@Nullable String newName) {
            this.name = newName;
            return this;
        }

        /** Sets marketing origin. */
        public Builder origin(Origin newOrigin) {
            this.origin = newOrigin;
            return this;
        }

        /** Sets path of the page, without query and fragment. */
        public Builder path(@Nullable String newPath) {
            this.path = newPath;
            return this;
        }

        /** Sets engaged time. */
        public Builder engaged(@Nullable Duration newEngaged) {
            this.engaged = newEngaged;
            return this;
        }

        /** Sets class of device. */
        public Builder device(@Nullable Device newDevice) {
            this.device = newDevice;
            return this;
        }

        /** Sets region, ISO 3166-2. */
        public Builder region(@Nullable String newRegion) {
            this.region = newRegion;
            return this;
        }

        /** Sets whether the person belongs to the target audience; null if not known. */
        public Builder targetAudience(@Nullable Boolean newTargetAudience) {
            this.targetAudience = newTargetAudience;
            return this;
        }

        /** Sets true for a robot. */
        public Builder robot(boolean newRobot) {
            this.robot = newRobot;
            return this;
        }

        /** Sets value of the event. */
        public Builder value(@Nullable Money newValue) {
            this.value = newValue;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public Touch build() {
            return new Touch(
                    envelope,
                    kind,
                    person,
                    visit,
                    name,
                    origin,
                    path,
                    engaged,
                    device,
                    region,
                    targetAudience,
                    robot,
                    value);
        }
    }
}
