// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.session;

/** Listens to a connection that was refused, until it is gone. */
final class DeafListener implements ConnectionListener {

    @Override
    public void connected(long nowNanos) {}

    @Override
    public void connectFailed(String reason, long nowNanos) {}

    @Override
    public void received(byte[] bytes, int offset, int lengthBytes, long nowNanos) {}

    @Override
    public void written(long nowNanos) {}

    @Override
    public void closed(String reason, long nowNanos) {}
}
