import { type ReactNode, useEffect, useRef, useState } from 'react';

const moment = 2_400;

/**
 * Marks a value for a moment when it has changed by itself. `of` names the question: another question has another
 * answer, and that is no news.
 */
export function Changed({
  value,
  of,
  children,
}: {
  value: string | number | null;
  of: string;
  children: ReactNode;
}) {
  const before = useRef({ value, of });
  const [marked, setMarked] = useState(false);
  useEffect(() => {
    const last = before.current;
    before.current = { value, of };
    if (last.of !== of || last.value === value) {
      return;
    }
    setMarked(true);
    const timer = setTimeout(() => setMarked(false), moment);
    return () => clearTimeout(timer);
  }, [value, of]);
  return (
    <span
      data-changed={marked || undefined}
      className={`transition-[background-color,box-shadow] duration-200 ${marked ? 'changed' : ''}`}
    >
      {children}
    </span>
  );
}
