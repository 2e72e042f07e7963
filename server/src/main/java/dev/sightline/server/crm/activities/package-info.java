/** What people are to do: its view and list. */
@NullMarked
package dev.sightline.server.crm.activities;

import org.jspecify.annotations.NullMarked;
