package io.ckpi.sdk;

import io.ckpi.core.Names;
import io.ckpi.core.Unit.Kind;
import java.util.List;

/** The values that the source documents state. */
final class ReferenceValues {

    private ReferenceValues() {}

    static final List<ReferenceValue> ALL = List.of(
            value("economics.roi", 300, Kind.PERCENT, "обычный CRM-маркетинг", "usual CRM marketing", "004"),
            value("economics.roi", 760, Kind.PERCENT, "CRM-маркетинг с игрой", "CRM marketing with a game", "004"),
            value(
                    "crm.incremental",
                    0.95,
                    Kind.RATIO,
                    "доля клиентов в опытной группе, остальные в контрольной",
                    "share of customers treated, the rest is the control group",
                    "004"),
            value("sales.revenue", 0.29, Kind.RATIO, "рост продаж с CRM", "growth of sales with a CRM", "004"),
            value(
                    "data.validity",
                    0.42,
                    Kind.RATIO,
                    "рост точности отчётов с CRM",
                    "growth of the accuracy of reports with a CRM",
                    "004"),
            value(
                    "tasks.discipline",
                    0.2,
                    Kind.RATIO,
                    "рост дисциплины с электронными задачами, не менее",
                    "growth of discipline with electronic tasks, at least",
                    "002"),
            value(
                    "inbound.cpl-advantage",
                    1.6,
                    Kind.RATIO,
                    "входящий лид привлекательнее на 60 %",
                    "an inbound lead is 60 % more attractive",
                    "000"),
            value(
                    "social.visit-to-lead",
                    0.57,
                    Kind.RATIO,
                    "доля компаний, получивших клиентов через блоги",
                    "share of companies that won customers through blogs",
                    "000"),
            value(
                    "social.visit-to-lead",
                    0.5,
                    Kind.RATIO,
                    "доля компаний, получивших клиентов через LinkedIn",
                    "share of companies that won customers through LinkedIn",
                    "000"),
            value(
                    "social.visit-to-lead",
                    0.48,
                    Kind.RATIO,
                    "доля компаний, получивших клиентов через Facebook",
                    "share of companies that won customers through Facebook",
                    "000"),
            value(
                    "social.visit-to-lead",
                    0.42,
                    Kind.RATIO,
                    "доля компаний, получивших клиентов через Twitter",
                    "share of companies that won customers through Twitter",
                    "000"));

    private static ReferenceValue value(
            String indicator, double value, Kind unit, String ru, String en, String source) {
        return new ReferenceValue(indicator, value, unit, new Names(ru, en), source);
    }
}
