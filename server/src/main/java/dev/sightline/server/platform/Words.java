package dev.sightline.server.platform;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a {@link Verb}, taken one by one. For one thread. Throws {@link Verb.UsageException} where they do not fit. */
public final class Words {
    private final List<String> left;

    public Words(List<String> words) {
        this.left = new ArrayList<>(words);
    }

    /** The word behind {@code name}; null where the option is not given. */
    public @Nullable String option(String name) {
        int at = left.indexOf(name);
        if (at < 0) {
            return null;
        }
        if (at + 1 >= left.size()) {
            throw new Verb.UsageException(name + " needs a value");
        }
        left.remove(at);
        return left.remove(at);
    }

    public boolean flag(String name) {
        return left.remove(name);
    }

    /** @param otherwise what to say where there is none */
    public String next(String otherwise) {
        if (left.isEmpty()) {
            throw new Verb.UsageException(otherwise);
        }
        return left.removeFirst();
    }

    /** There must be no more. */
    public void end() {
        if (!left.isEmpty()) {
            throw new Verb.UsageException("'" + left.getFirst() + "' is not understood");
        }
    }
}
