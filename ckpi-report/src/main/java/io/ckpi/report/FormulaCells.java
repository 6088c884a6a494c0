package io.ckpi.report;

/**
 * What happens to text cells that a spreadsheet would take for a formula.
 *
 * <p>A text is dangerous if its first character after blanks is {@code =}, {@code +}, {@code -}, {@code @} or a full-width
 * form of these, or if its very first character is TAB, CR, LF, {@code |} or {@code %}. Numbers are never touched.
 */
public enum FormulaCells {
    /** An apostrophe is put in front: a person can open the file safely. */
    ESCAPE,
    /** They stay as they are: for programs that read the file back. */
    KEEP
}
