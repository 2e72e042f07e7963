import * as Popover from '@radix-ui/react-popover';
import type { ReactNode } from 'react';

/** A small floating panel on a button; Escape and a press elsewhere close it. */
export function Menu({
  trigger,
  label,
  align = 'end',
  children,
}: {
  trigger: ReactNode;
  label: string;
  align?: 'start' | 'end';
  children: ReactNode;
}) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="enter-up z-50 min-w-56 rounded-panel border border-line bg-surface p-1.5 shadow-float"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export const MenuClose = Popover.Close;

export function MenuHeading({ children }: { children: ReactNode }) {
  return <p className="px-2.5 pt-2 pb-1 text-small font-semibold text-ink-3">{children}</p>;
}

export const menuItem =
  'flex w-full items-center gap-2.5 rounded-[5px] px-2.5 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2';
