package dev.sightline.catalog;

/**
 * Everything that can have happened, by area. Each leaf is a record with its {@link EventType}. References to other
 * things are their stream keys ({@code odoo-6}); the event's own key is its stream's. Money is decimal; instants are UTC.
 */
public sealed interface DomainEvent permits CrmEvent, HrmEvent, FinanceEvent, PrivacyEvent, AuditEvent {}
