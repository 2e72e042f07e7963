import type { ReactNode } from 'react';
import { undefinedMark } from '../../util/format';

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="mt-6 grid grid-cols-1 gap-x-8 border-t border-line sm:grid-cols-2">{children}</dl>;
}

/** What is not known stays in its place and says so. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-10 items-center gap-3 border-b border-line py-1.5">
      <dt className="w-28 shrink-0 text-ink-3">{name}</dt>
      <dd className="min-w-0 break-words">
        {children || (
          <span className="text-ink-3" title="Not set in Odoo">
            {undefinedMark}
          </span>
        )}
      </dd>
    </div>
  );
}

export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-8">
      <h3 className="mb-2 flex items-baseline gap-2 text-title font-semibold">
        {title}
        {note && <span className="text-small font-normal text-ink-3">{note}</span>}
      </h3>
      {children}
    </section>
  );
}
