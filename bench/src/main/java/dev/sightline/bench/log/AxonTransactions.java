package dev.sightline.bench.log;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.messaging.core.unitofwork.transaction.Transaction;
import org.axonframework.messaging.core.unitofwork.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/**
 * Binds a transaction and its entity manager to the thread, as Spring's would, with nothing else around it. Who asks for the
 * entity manager within a transaction gets the transaction's, and cannot close it. Thread-safe.
 */
final class AxonTransactions implements EntityManagerProvider, TransactionManager {
    private final EntityManagerFactory factory;
    private final ThreadLocal<@Nullable Bound> bound = new ThreadLocal<>();

    private record Bound(EntityManager real, EntityManager shown) {}

    AxonTransactions(EntityManagerFactory factory) {
        this.factory = factory;
    }

    @Override
    public EntityManager getEntityManager() {
        Bound now = bound.get();
        return now == null ? factory.createEntityManager() : now.shown;
    }

    @Override
    public boolean requiresSameThreadInvocations() {
        return true;
    }

    @Override
    public Transaction startTransaction() {
        if (bound.get() != null) {
            return new Joined();
        }
        EntityManager real = factory.createEntityManager();
        real.getTransaction().begin();
        bound.set(new Bound(real, withoutClose(real)));
        return new Outermost(real);
    }

    /** Commits with the transaction around it. */
    private static final class Joined implements Transaction {
        @Override
        public void commit() {
            // The outermost does.
        }

        @Override
        public void rollback() {
            // Whoever sees the fault rolls the outermost back.
        }
    }

    private final class Outermost implements Transaction {
        private final EntityManager real;

        Outermost(EntityManager real) {
            this.real = real;
        }

        @Override
        public void commit() {
            bound.remove();
            try (real) {
                real.getTransaction().commit();
            }
        }

        @Override
        public void rollback() {
            bound.remove();
            try (real) {
                if (real.getTransaction().isActive()) {
                    real.getTransaction().rollback();
                }
            }
        }
    }

    private static EntityManager withoutClose(EntityManager real) {
        return (EntityManager) Proxy.newProxyInstance(
                EntityManager.class.getClassLoader(),
                new Class<?>[] {EntityManager.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
