package io.ckpi.report.internal.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The page's style and the policy that allows it and nothing else. */
final class Stylesheet {

    static final Stylesheet BOARD = new Stylesheet(load("board.css"));

    private final String text;

    private Stylesheet(String source) {
        this.text = shortened(source);
    }

    private static String load(String name) {
        try (InputStream in = Stylesheet.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource is missing: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without comments, indentation and line ends (the file keeps one declaration a line). */
    private static String shortened(String source) {
        StringBuilder out = new StringBuilder(source.length());
        String css = source.replaceAll("(?s)/\\*.*?\\*/", "");
        for (String line : css.split("\\R", -1)) {
            String stripped = line.strip();
            if (!stripped.isEmpty()) {
                if (out.length() > 0 && out.charAt(out.length() - 1) == ',') {
                    out.append(' ');
                }
                out.append(stripped);
            }
        }
        if (out.indexOf("<") >= 0) {
            throw new IllegalStateException("the style must not contain <");
        }
        return out.toString()
                .replace(": ", ":")
                .replace("; ", ";")
                .replace(" { ", "{")
                .replace(" {", "{")
                .replace(", ", ",")
                .replace(" > ", ">")
                .replace(";}", "}")
                .replace("; }", "}");
    }

    String text() {
        return text;
    }

    String policy() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
