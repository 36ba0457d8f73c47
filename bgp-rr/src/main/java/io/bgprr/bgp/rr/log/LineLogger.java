// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.log;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger that turns each event into one line. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {

    private static final String OWN = "io.bgprr.";

    private final transient LogOutput output;
    private final boolean isOwn;

    LineLogger(String name, LogOutput output) {
        this.name = name;
        this.output = output;
        this.isOwn = name.startsWith(OWN);
    }

    private boolean isEnabled(Level level) {
        return level.toInt() >= output.threshold(isOwn).toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String messagePattern,
            Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        write(level, MessageFormatter.basicArrayFormat(messagePattern, arguments), List.of(), throwable);
    }

    @Override
    public void log(LoggingEvent event) {
        String message = MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        write(event.getLevel(), message, pairs == null ? List.of() : pairs, event.getThrowable());
    }

    private void write(Level level, @Nullable String message, List<KeyValuePair> pairs, @Nullable Throwable throwable) {
        String source = isOwn ? null : name;
        output.write(new LogEntry(
                System.currentTimeMillis(), level, Objects.requireNonNullElse(message, ""), pairs, source, throwable));
    }
}
