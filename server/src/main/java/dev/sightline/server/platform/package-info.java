/** Clock, ids, problem details, paging, money, periods, settings. */
@ApplicationModule(
        displayName = "platform",
        allowedDependencies = {})
@NullMarked
package dev.sightline.server.platform;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
