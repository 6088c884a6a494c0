/** A CKPI source plugin. Hosts find it by what it provides; nothing needs to be exported. */
module ${package} {
    requires io.ckpi.spi;

    provides io.ckpi.spi.SourceProvider with
            ${package}.PluginProvider;
}
