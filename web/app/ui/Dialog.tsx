import { type ReactNode, useLayoutEffect, useRef } from 'react';

const shapes = {
  centre: 'm-auto w-[min(34rem,calc(100vw-2rem))] rounded-panel border border-line enter-up',
  top: 'mx-auto mt-[min(12vh,7rem)] mb-auto w-[min(40rem,calc(100vw-1.5rem))] rounded-panel border border-line enter-up',
  side: 'my-0 mr-0 ml-auto h-dvh max-h-none w-[min(44rem,100vw)] border-l border-line enter-side',
};

/**
 * The browser's own modal dialog: it traps the focus, makes the rest inert, closes on Escape and gives the focus back
 * to where it was.
 */
export function Dialog({
  label,
  shape = 'centre',
  onClose,
  children,
}: {
  label: string;
  shape?: keyof typeof shapes;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    if (shape === 'side') {
      // Reading begins at the panel itself; its first control would draw the eye away from what it shows.
      dialog?.focus();
    }
    return () => dialog?.close();
  }, [shape]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and the browser brings it
    <dialog
      ref={ref}
      aria-label={label}
      tabIndex={-1}
      className={`max-w-none overflow-hidden bg-surface p-0 text-ink outline-none shadow-float ${shapes[shape]}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // Only a press on the veil itself lands on the dialog element outside its box.
        if (event.target === ref.current && outside(ref.current, event.clientX, event.clientY)) {
          onClose();
        }
      }}
    >
      {children}
    </dialog>
  );
}

function outside(element: HTMLElement, x: number, y: number): boolean {
  const box = element.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}
