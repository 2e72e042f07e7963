/** What every HTTP endpoint gets for free: problems, request ids, limits, refused parameters, the screens' files. */
@NullMarked
package dev.sightline.server.platform.web;

import org.jspecify.annotations.NullMarked;
