package io.ckpi.spi;

import io.ckpi.core.Names;

/** Why a row could not become a record: the closed list. */
public enum RejectReason {
    /** A key field, or another field that the record must have, is empty. */
    MISSING_KEY("нет ключа", "a key is missing"),
    /** An id was rounded by a spreadsheet, such as {@code 1.03293E+19}. */
    ID_PRECISION_LOST("идентификатор округлён таблицей", "an id was rounded by a spreadsheet"),
    /** A time that cannot be read. */
    BAD_TIMESTAMP("нечитаемое время", "a time cannot be read"),
    /** A local time without a declared zone. */
    NO_ZONE("местное время без часового пояса", "a local time has no zone"),
    /** A number that cannot be read. */
    BAD_NUMBER("нечитаемое число", "a number cannot be read"),
    /** A currency that does not exist, or that contradicts the mapping. */
    BAD_CURRENCY("неверная валюта", "the currency is wrong"),
    /** A telephone number that cannot be normalised. */
    BAD_PHONE("неверный телефон", "a telephone number is wrong"),
    /** An e-mail address that cannot be normalised. */
    BAD_EMAIL("неверный адрес почты", "an e-mail address is wrong"),
    /** Bytes that are not text of the declared encoding. */
    BAD_ENCODING("неверная кодировка", "the encoding is wrong"),
    /** Text that is not JSON. */
    BAD_JSON("неверный JSON", "the JSON is wrong"),
    /** An escape that cannot be read. */
    BAD_ESCAPE("неверная экранированная запись", "an escape is wrong"),
    /** An array that cannot be read. */
    BAD_ARRAY("неверный массив", "an array is wrong"),
    /** Fewer or more columns than the header. */
    COLUMN_COUNT("неверное число столбцов", "the number of columns is wrong"),
    /** A line or field over the limit. */
    LINE_TOO_LONG("слишком длинная строка или поле", "a line or field is too long"),
    /** The file ends inside a quoted field. */
    TRUNCATED("файл обрывается внутри кавычек", "the file ends inside quotes"),
    /** A value that the mapping does not list. */
    UNKNOWN_VALUE("неизвестное значение", "a value is unknown"),
    /** A value outside the range that the field allows. */
    OUT_OF_RANGE("значение вне допустимого диапазона", "a value is out of range"),
    /** A time in the future. */
    FUTURE_TIME("время в будущем", "a time is in the future"),
    /** A row that the source's own rule drops as late. */
    LATE("опоздавшая запись отброшена источником", "the source drops the row as late");

    private final Names names;

    RejectReason(String ru, String en) {
        this.names = new Names(ru, en);
    }

    /** The reason in words, in both languages. */
    public Names names() {
        return names;
    }
}
