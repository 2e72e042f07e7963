import type { OpportunityPage } from '../../api/types';
import type { OpportunitiesQuery } from '../../url/lists';
import { counted, day, money } from '../../util/format';

/** Whether the day's stages and probabilities are known: Odoo tells what is, not what was. */
export function watched(query: Partial<OpportunitiesQuery>, knownFrom: string | null | undefined): boolean {
  return !query.as_of || !knownFrom || query.as_of >= knownFrom;
}

/** What the rows of an earlier day leave out, and why. */
export function AsOfNote({
  query,
  page,
  currency,
}: {
  query: OpportunitiesQuery;
  page: OpportunityPage;
  currency: string;
}) {
  const away = page.totals.withheld;
  const notes = [
    away &&
      away.count > 0 &&
      `${counted(away.count, 'more deal is', 'more deals are')} in the sums (${money(away.amount, currency)}) but not in the list: deleted since, or moved to somebody whose deals you do not see.`,
    !watched(query, page.known_from) &&
      page.known_from &&
      `Sightline has watched Odoo since ${day(page.known_from)}. Of the days before, it knows which deals were open, with the owner and amount it first read, but not their stage or probability.`,
  ].filter(Boolean);
  return notes.map((note) => (
    <p key={String(note)} className="sticky left-0 max-w-3xl px-4 py-3 text-small text-ink-2 md:px-5">
      {note}
    </p>
  ));
}
