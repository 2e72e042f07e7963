import type { ReactNode } from 'react';

export interface Column<Row> {
  /** What an export calls it too. */
  id: string;
  heading: string;
  cell: (row: Row) => ReactNode;
  align?: 'end';
  /** The API's name to sort by, where it can. */
  sort?: string;
  /** Large or late first on the first press. */
  descendingFirst?: boolean;
  /** Tailwind width classes. */
  width?: string;
  hidden?: boolean;
  foot?: ReactNode;
}

export type Density = 'comfortable' | 'compact';

export interface TablePreferences {
  /** Ids the person has shown or hidden against the default. */
  shown: string[];
  hidden: string[];
  density: Density;
}

export const defaultPreferences: TablePreferences = { shown: [], hidden: [], density: 'comfortable' };

/** The first column names the row and always stays. */
export function visible<Row>(columns: Column<Row>[], preferences: TablePreferences): Column<Row>[] {
  return columns.filter(
    (column, index) =>
      index === 0 ||
      (column.hidden ? preferences.shown.includes(column.id) : !preferences.hidden.includes(column.id)),
  );
}

export function toggle<Row>(column: Column<Row>, preferences: TablePreferences): TablePreferences {
  const flip = (ids: string[]) =>
    ids.includes(column.id) ? ids.filter((id) => id !== column.id) : [...ids, column.id];
  return column.hidden
    ? { ...preferences, shown: flip(preferences.shown) }
    : { ...preferences, hidden: flip(preferences.hidden) };
}
