/** An Odoo that speaks JSON-RPC and JSON-2, in memory. Start at {@link dev.sightline.simulator.OdooSimulator}. */
@NullMarked
package dev.sightline.simulator;

import org.jspecify.annotations.NullMarked;
