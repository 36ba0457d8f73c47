// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.bench;

import com.sun.management.ThreadMXBean;
import io.bgprr.bgp.net.AddressFamily;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Measures what an Established session that has nothing to say costs in both engines, without its socket: octets of live objects,
 * from the difference between two populations, and octets allocated for the keepalives of ten minutes. A program, for it must be alone
 * on its heap; it prints a line for each measurement, its name and octets, and with an argument what the live objects are.
 */
public final class IdleProbe {

    private static final int FIRST = 1_000;
    private static final int MORE = 10_000;
    private static final int TEN_MINUTES = 600;
    private static final int KEEPALIVES_HEARD = TEN_MINUTES / 30;

    private IdleProbe() {}

    public static void main(String[] args) throws JMException {
        QuietSpeaker speaker = new QuietSpeaker();
        List<QuietSpeaker.Client> clients = new ArrayList<>(FIRST + MORE);
        come(speaker, clients, FIRST);
        Map<String, Long> before = liveBytes();
        come(speaker, clients, MORE);
        Map<String, Long> after = liveBytes();
        after.remove(QuietSpeaker.Client.class.getName());
        long bytes = 0;
        for (Map.Entry<String, Long> each : after.entrySet()) {
            long more = each.getValue() - before.getOrDefault(each.getKey(), 0L);
            bytes += more;
            if (args.length > 0 && more >= MORE) {
                print(each.getKey(), more / (double) MORE);
            }
        }
        print("an idle session", bytes / (double) MORE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        speaker.pass(TEN_MINUTES, clients);
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        print("a keepalive of theirs and one of ours", allocated / (double) (FIRST + MORE) / KEEPALIVES_HEARD);
        long up = clients.stream()
                .filter(client -> client.heardBytes() > 19L * KEEPALIVES_HEARD)
                .count();
        print("sessions that are up after ten minutes", (double) up);
        if (speaker.view().groups(AddressFamily.IPV4_UNICAST).subgroupCount() != 1) {
            throw new IllegalStateException("they are not served together");
        }
    }

    private static void come(QuietSpeaker speaker, List<QuietSpeaker.Client> clients, int count) {
        for (int i = 0; i < count; i++) {
            clients.add(speaker.client());
        }
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s\t%.1f%n", name, value);
    }

    /** Octets of live objects by class, after a collection of everything. */
    private static Map<String, Long> liveBytes() throws JMException {
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Map<String, Long> bytes = new TreeMap<>();
        histogram.toString().lines().map(line -> line.trim().split("\\s+")).forEach(columns -> {
            if (columns.length >= 4 && columns[0].endsWith(":")) {
                bytes.merge(columns[3], Long.valueOf(columns[2]), Long::sum);
            }
        });
        return bytes;
    }
}
