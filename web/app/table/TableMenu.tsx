import { IconButton } from '../ui/Button';
import { Menu, MenuHeading, menuItem } from '../ui/Menu';
import { type Column, type TablePreferences, toggle, visible } from './columns';

/** Which columns, and how close together; remembered for this browser. */
export function TableMenu<Row>({
  columns,
  preferences,
  onChange,
}: {
  columns: Column<Row>[];
  preferences: TablePreferences;
  onChange: (preferences: TablePreferences) => void;
}) {
  const shown = new Set(visible(columns, preferences).map((column) => column.id));
  return (
    <Menu label="Columns and density" trigger={<IconButton icon="columns" label="Columns and density" />}>
      <MenuHeading>Columns</MenuHeading>
      {columns.slice(1).map((column) => (
        <label key={column.id} className={`${menuItem} cursor-pointer`}>
          <input
            type="checkbox"
            className="accent-accent"
            checked={shown.has(column.id)}
            onChange={() => onChange(toggle(column, preferences))}
          />
          {column.heading}
        </label>
      ))}
      <div className="mx-2.5 my-1.5 border-t border-line" />
      <MenuHeading>Rows</MenuHeading>
      {(['comfortable', 'compact'] as const).map((density) => (
        <label key={density} className={`${menuItem} cursor-pointer`}>
          <input
            type="radio"
            name="density"
            className="accent-accent"
            checked={preferences.density === density}
            onChange={() => onChange({ ...preferences, density })}
          />
          {density === 'comfortable' ? 'Comfortable' : 'Compact'}
        </label>
      ))}
    </Menu>
  );
}
