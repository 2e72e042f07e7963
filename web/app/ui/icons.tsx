/*
 * One set of line icons on a 20 px grid, 1.5 px strokes. They never carry meaning alone: a name stands beside them
 * or on the control.
 */
const paths = {
  dashboard: 'M3 13.5h14M5.5 13.5a4.5 4.5 0 0 1 9 0M10 9V4.5M4.6 6.9l1.2 1.2M15.4 6.9l-1.2 1.2M6 16.5h8',
  opportunities: 'M3.5 4.5h13l-4.75 6v5.25l-3.5-1.75v-3.5z',
  accounts:
    'M4 16.5v-12h7v12M11 8.5h5v8M2.5 16.5h15M6.5 7.5h2M6.5 10.5h2M6.5 13.5h2M13.5 11.5h.01M13.5 14h.01',
  activities: 'M4 5.5h12v11H4zM4 8.5h12M7 3.5v3M13 3.5v3M7.5 12.5l1.75 1.75 3.25-3.25',
  team: 'M10 3.5v3.5M5 12V9.5h10V12M10 7v2.5M7.75 2.5h4.5v3h-4.5zM2.75 12h4.5v3.5h-4.5zM12.75 12h4.5v3.5h-4.5z',
  admin: 'M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M12.5 4v4M7.5 12v4',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.75 3.75',
  close: 'M5 5l10 10M15 5L5 15',
  sync: 'M16 8.5A6.25 6.25 0 0 0 4.6 6.6M4 11.5a6.25 6.25 0 0 0 11.4 1.9M4.5 3.5v3.25h3.25M15.5 16.5v-3.25h-3.25',
  up: 'M10 15.5v-11M5.5 9L10 4.5 14.5 9',
  down: 'M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5',
  chevron: 'M7.5 5l5 5-5 5',
  chevronDown: 'M5 7.5l5 5 5-5',
  columns: 'M3.5 4.5h13v11h-13zM8 4.5v11M12.5 4.5v11',
  table: 'M3.5 4.5h13v11h-13zM3.5 8.5h13M8.5 8.5v7',
  chart: 'M3.5 15.5h13M5.5 13v-3M9 13V6.5M12.5 13V8.5M16 13V4.5',
  copy: 'M7.5 7.5h8v8h-8zM5 12.5H4.5v-8h8V5',
  expand: 'M11.5 4.5h4v4M15.5 4.5l-5 5M8.5 15.5h-4v-4M4.5 15.5l5-5',
  panel: 'M3.5 4.5h13v11h-13zM11.5 4.5v11',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  warning: 'M10 3.5l7 12.5H3zM10 8.5v3.5M10 14.25h.01',
  download: 'M10 3.5v9M6.5 9.5L10 13l3.5-3.5M4 16.5h12',
  person: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5a6 6 0 0 1 12 0',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1',
} as const;

export type IconName = keyof typeof paths;

export function Icon({
  name,
  size = 16,
  className = '',
}: {
  name: IconName;
  size?: number;
  className?: string;
}) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.5 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** An eye on the horizon: the one mark of the product. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <g className="stroke-on-accent" fill="none" strokeWidth="2.2" strokeLinecap="round">
        <path d="M5 20.5h22" />
        <path d="M8 20.5a8 8 0 0 1 16 0" />
      </g>
      <circle cx="16" cy="20.5" r="2.6" className="fill-on-accent" />
    </svg>
  );
}
