package io.ckpi.cli;

import io.ckpi.spi.host.Sources;

/** Where the command looks for plugins: wherever it was loaded from, on the class path or the module path. */
final class Plugins {

    private Plugins() {}

    static Sources discover() {
        ModuleLayer layer = Plugins.class.getModule().getLayer();
        return layer == null ? Sources.discover(Plugins.class.getClassLoader()) : Sources.discover(layer);
    }
}
