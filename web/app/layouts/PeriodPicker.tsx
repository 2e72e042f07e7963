import type { Profile } from '../api/types';
import { Select } from '../ui/Select';
import { locale } from '../util/format';
import { choices, label, periodOf, today } from '../util/period';

const groups = { quarter: 'Quarters', month: 'Months', year: 'Years' };

export function PeriodPicker({
  value,
  organization,
  onChange,
  title = 'Period',
  none,
}: {
  value: string | null;
  organization: Profile['organization'];
  onChange: (period: string | null) => void;
  title?: string;
  /** What no choice means; without it, the current quarter. */
  none?: string;
}) {
  const day = today(organization.time_zone, new Date());
  const current = periodOf(day, 'quarter', organization.fiscal_year_start_month);
  const offered = choices(day, organization.fiscal_year_start_month);
  const chosen = value ?? (none === undefined ? current : '');
  const name = (period: string) => label(period, locale(), organization.fiscal_year_start_month);
  const known = chosen === '' || offered.some((group) => group.periods.includes(chosen));
  return (
    <Select
      label={title}
      value={chosen}
      active={none !== undefined && value !== null}
      onChange={(next) => onChange(next === '' || (none === undefined && next === current) ? null : next)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {!known && <option value={chosen}>{name(chosen)}</option>}
      {offered.map((group) => (
        <optgroup key={group.kind} label={groups[group.kind]}>
          {group.periods.map((period) => (
            <option key={period} value={period}>
              {name(period)}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}
