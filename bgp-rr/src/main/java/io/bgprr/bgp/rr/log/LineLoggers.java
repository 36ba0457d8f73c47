// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** All loggers of the process by name. */
final class LineLoggers implements ILoggerFactory {

    private final ConcurrentMap<String, Logger> byName = new ConcurrentHashMap<>();
    private final LogOutput output;

    LineLoggers(LogOutput output) {
        this.output = output;
    }

    @Override
    public Logger getLogger(String name) {
        return byName.computeIfAbsent(name, made -> new LineLogger(made, output));
    }
}
