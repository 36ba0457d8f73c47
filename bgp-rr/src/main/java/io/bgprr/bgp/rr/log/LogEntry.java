// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.log;

import io.bgprr.bgp.rr.config.LogSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * Something to log, and its two shapes. Whatever a peer had a say in is escaped, so that nobody can forge a line.
 *
 * @param source the logger of a library; null for our own, whose messages speak for themselves
 */
record LogEntry(
        long timeMillis,
        Level level,
        String message,
        List<KeyValuePair> pairs,
        @Nullable String source,
        @Nullable Throwable throwable) {

    /** The entry with its line end. */
    String format(LogSettings.Format format) {
        StringBuilder line = new StringBuilder(160);
        switch (format) {
            case TEXT -> appendText(line);
            case JSON -> appendJson(line);
        }
        return line.append('\n').toString();
    }

    /** RFC 3339 in UTC with milliseconds. By hand, for the JDK's formatters cost a tenth of the daemon's start. */
    private void appendTime(StringBuilder line) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(timeMillis, 1000), Math.floorMod(timeMillis, 1000) * 1_000_000, ZoneOffset.UTC);
        appendDigits(time.getYear(), 4, line);
        appendDigits(time.getMonthValue(), 2, line.append('-'));
        appendDigits(time.getDayOfMonth(), 2, line.append('-'));
        appendDigits(time.getHour(), 2, line.append('T'));
        appendDigits(time.getMinute(), 2, line.append(':'));
        appendDigits(time.getSecond(), 2, line.append(':'));
        appendDigits(time.getNano() / 1_000_000, 3, line.append('.'));
        line.append('Z');
    }

    private static void appendDigits(int number, int width, StringBuilder line) {
        String digits = Integer.toString(number);
        line.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    private void appendText(StringBuilder line) {
        appendTime(line);
        line.append(' ').append(level.name());
        line.append(" ".repeat(6 - level.name().length()));
        escape(message, line);
        for (KeyValuePair pair : pairs) {
            line.append(' ').append(pair.key).append('=');
            appendTextValue(String.valueOf(pair.value), line);
        }
        if (source != null) {
            line.append(" logger=").append(source);
        }
        if (throwable != null) {
            line.append(" error=");
            appendTextValue(throwable.toString(), line);
            stackTrace(throwable).lines().skip(1).forEach(frame -> {
                line.append('\n');
                escape(frame.replace("\t", "    "), line);
            });
        }
    }

    private static void appendTextValue(String value, StringBuilder line) {
        boolean isPlain = !value.isEmpty()
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\');
        if (isPlain) {
            line.append(value);
        } else {
            line.append('"');
            escape(value, line);
            line.append('"');
        }
    }

    private void appendJson(StringBuilder line) {
        appendTime(line.append("{\"time\":\""));
        line.append("\",\"level\":\"").append(level.name().toLowerCase(Locale.ROOT));
        line.append("\",\"message\":\"");
        escape(message, line);
        line.append('"');
        for (KeyValuePair pair : pairs) {
            if (pair.value instanceof Number || pair.value instanceof Boolean) {
                line.append(",\"").append(pair.key).append("\":").append(pair.value);
            } else {
                appendJson(pair.key, String.valueOf(pair.value), line);
            }
        }
        if (source != null) {
            appendJson("logger", source, line);
        }
        if (throwable != null) {
            appendJson("error", throwable.toString(), line);
            appendJson("stack", stackTrace(throwable), line);
        }
        line.append('}');
    }

    private static void appendJson(String key, String value, StringBuilder line) {
        line.append(",\"").append(key).append("\":\"");
        escape(value, line);
        line.append('"');
    }

    /** Escapes as JSON does, which text readers understand as well (RFC 8259 §7). */
    private static void escape(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || isLineEnd(c)) {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\u2028' || c == '\u2029';
    }

    private static String stackTrace(Throwable throwable) {
        StringWriter trace = new StringWriter();
        throwable.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
