package io.ckpi.cli;

import picocli.CommandLine;

/** The version of the command, from the module or the jar it runs from. */
final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"ckpi " + text()};
    }

    static String text() {
        String fromJar = Version.class.getPackage().getImplementationVersion();
        return fromJar == null ? "development" : fromJar;
    }
}
