// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.rr.interop.lab;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace, which stands for a host of its own, and the cable to it (a veth pair). What crosses the cable can be
 * dropped by nftables in either direction: neither side is told. Needs root.
 */
public final class Link implements AutoCloseable {

    private static final AtomicInteger MADE = new AtomicInteger();

    private static final String RULES = """
            table inet faults {
              chain heard { type filter hook input priority 0; }
              chain said { type filter hook output priority 0; }
            }
            """;

    private final String name;
    private final String ourAddress;
    private final String theirAddress;
    private final Thread atExit;

    /** The addresses are of those that are kept for tests of network equipment (RFC 2544 appendix C), one /30 for each link. */
    public Link() {
        int number = MADE.getAndIncrement();
        // Interfaces and namespaces are the machine's: the process's id keeps tests that run at once apart.
        long process = ProcessHandle.current().pid();
        this.name = "brf" + process + "-" + number;
        int base = (int) (process % 512) * 256 + number * 4;
        String network = "198." + (18 + (base >>> 16)) + "." + (base >>> 8 & 0xff) + ".";
        this.ourAddress = network + ((base & 0xff) + 1);
        this.theirAddress = network + ((base & 0xff) + 2);
        makeNamespace(name);
        this.atExit = new Thread(this::delete, "end-" + name);
        Runtime.getRuntime().addShutdownHook(atExit);
        ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        ip("address", "add", ourAddress + "/30", "dev", name);
        ip("link", "set", name, "up");
        ip("-n", name, "address", "add", theirAddress + "/30", "dev", "eth0");
        ip("-n", name, "link", "set", "lo", "up");
        ip("-n", name, "link", "set", "eth0", "up");
        nft(RULES);
    }

    /** The address of this end. */
    public String ourAddress() {
        return ourAddress;
    }

    /** The address of the end inside. */
    public String theirAddress() {
        return theirAddress;
    }

    /** What makes a command run inside. */
    public List<String> inside() {
        return List.of(Command.find("ip", "iproute2"), "netns", "exec", name);
    }

    /** What comes from inside vanishes. */
    public void dropWhatTheySay() {
        nft("add rule inet faults said oifname eth0 drop");
    }

    /** What goes inside vanishes. */
    public void dropWhatTheyHear() {
        nft("add rule inet faults heard iifname eth0 drop");
    }

    /** Everything passes again. */
    public void heal() {
        nft("flush table inet faults");
    }

    /** Pulls the cable, or plugs it in: both ends see the carrier go and come. */
    public void plug(boolean isIn) {
        ip("-n", name, "link", "set", "eth0", isIn ? "up" : "down");
    }

    @Override
    public void close() {
        delete();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** The cable goes with it. */
    private void delete() {
        ip("netns", "delete", name);
    }

    private static void makeNamespace(String name) {
        String ip = Command.find("ip", "iproute2");
        Command.Result made = Command.attempt(ip, "netns", "add", name);
        if (made.exitCode() != 0) {
            throw new AssertionError("This test makes a network namespace, which needs root with CAP_NET_ADMIN and"
                    + " CAP_SYS_ADMIN, and could not (ip netns add): " + made.output());
        }
    }

    private void nft(String script) {
        Command.run(Command.find("ip", "iproute2"), "netns", "exec", name, Command.find("nft", "nftables"), script);
    }

    private static void ip(String... words) {
        String[] command = new String[words.length + 1];
        command[0] = Command.find("ip", "iproute2");
        System.arraycopy(words, 0, command, 1, words.length);
        Command.run(command);
    }
}
