import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { profileQuery } from '../../api/queries';
import type { OpportunityDetail } from '../../api/types';
import { Button } from '../../ui/Button';
import { day as dayWords } from '../../util/format';
import { isDay, today } from '../../util/period';

/** A day at whose end the deal is looked at; empty for now. */
export function AsOfChoice({
  day,
  onChange,
}: {
  day: string | null;
  onChange: (day: string | null) => void;
}) {
  const zone = useQuery(profileQuery()).data?.organization.time_zone ?? 'UTC';
  const last = today(zone, new Date());
  // A year that is being typed is a day of the first century meanwhile.
  const [typed, setTyped] = useState(day ?? '');
  useEffect(() => setTyped(day ?? ''), [day]);
  const take = (value: string) => {
    setTyped(value);
    if (value === '' ? day !== null : isDay(value) && value >= '1970' && value <= last && value !== day) {
      onChange(value || null);
    }
  };
  return (
    <div
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-6 py-2 text-small ${day ? 'bg-accent-soft' : 'text-ink-3'}`}
    >
      <label className="inline-flex items-center gap-2">
        As it stood on
        <input
          type="date"
          max={last}
          value={typed}
          onChange={(event) => take(event.target.value)}
          onBlur={() => setTyped(day ?? '')}
          className={`h-8 rounded-control border bg-surface px-2 ${day ? 'border-accent text-accent' : 'border-line-strong text-ink'}`}
        />
      </label>
      {day && <Button onClick={() => onChange(null)}>Back to now</Button>}
    </div>
  );
}

/** What is of then, and what is not. */
export function AsOfWords({ asOf }: { asOf: NonNullable<OpportunityDetail['as_of']> }) {
  return (
    <p className="mt-4 max-w-2xl text-small text-ink-2" data-testid="as-of">
      At the end of {dayWords(asOf.moment)}. Names of people, stages and teams are today’s.
      {asOf.moment < asOf.known_from &&
        ` Sightline has watched Odoo since ${dayWords(asOf.known_from)}: of the days before, it knows what it first read, but not the stage or probability.`}
    </p>
  );
}
