package io.ckpi.report;

/** How CSV files are written. All styles follow RFC 4180 and are UTF-8. */
public enum CsvStyle {
    /** Comma, decimal point, lines end with LF, no byte order mark: for programs. */
    PLAIN(',', '.', "\n", false),
    /** Semicolon, decimal comma, lines end with CR LF, byte order mark: opens in a Russian Excel by a double click. */
    EXCEL_RU(';', ',', "\r\n", true);

    private final char delimiter;
    private final char decimalSign;
    private final String lineEnd;
    private final boolean byteOrderMark;

    CsvStyle(char delimiter, char decimalSign, String lineEnd, boolean byteOrderMark) {
        this.delimiter = delimiter;
        this.decimalSign = decimalSign;
        this.lineEnd = lineEnd;
        this.byteOrderMark = byteOrderMark;
    }

    /** What separates cells. */
    public char delimiter() {
        return delimiter;
    }

    /** What separates a number's whole part from its decimals. */
    public char decimalSign() {
        return decimalSign;
    }

    /** What ends a line. */
    public String lineEnd() {
        return lineEnd;
    }

    /** Whether the file begins with U+FEFF. */
    public boolean byteOrderMark() {
        return byteOrderMark;
    }
}
