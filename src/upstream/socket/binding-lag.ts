/**
 * How long after Kazoo's reply to a subscribe an event may still be missed, in milliseconds: master
 * and all before 4.3.120 reply first and have the binding made afterwards (protocol.md "Pressure":
 * 1 of 50 events that came right behind the reply was lost, 20 of 50 on 4.3.90). Nothing says how
 * long that takes; it is a few messages between processes of one node and one round trip to its
 * broker, and this is far more.
 */
export const bindingLagMs = 250;
