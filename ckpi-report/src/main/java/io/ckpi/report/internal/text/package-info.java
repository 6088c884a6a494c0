/** Words, numbers and dates in Russian and English, without the JDK's locale data. */
package io.ckpi.report.internal.text;
