import { useEffect, useRef, useState } from 'react';
import { useStored } from '../util/stored';
import { useMedia } from '../util/useMedia';
import { type EChartsCoreOption, type EChartsType, init } from './echarts';

/** Draws on a canvas; drawn anew in the other theme's colours and at another size. */
export function Chart({
  label,
  option,
  height,
  onPick,
}: {
  /** What a screen reader hears instead: the finding in words. */
  label: string;
  option: () => EChartsCoreOption;
  height: number;
  /** A point of the axis, and in which of the drawings it was pressed, counted from the top. */
  onPick?: (index: number, grid: number) => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const dark = useMedia('(prefers-color-scheme: dark)');
  const [theme] = useStored('theme', 'system');
  const pick = useRef(onPick);
  pick.current = onPick;

  useEffect(() => {
    if (!element.current) {
      return;
    }
    const made = init(element.current, null, { renderer: 'canvas' });
    // Anywhere above a day, not only on the drawn line.
    made.getZr().on('click', ({ offsetX, offsetY }) => {
      const grid = [0, 1].find((gridIndex) => made.containPixel({ gridIndex }, [offsetX, offsetY]));
      if (grid !== undefined) {
        const [index] = made.convertFromPixel({ gridIndex: grid }, [offsetX, offsetY]);
        pick.current?.(Math.round(index ?? 0), grid);
      }
    });
    setChart(made);
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      made.dispose();
      setChart(null);
    };
  }, []);
  useEffect(() => {
    // The theme's attribute is set in an effect of a parent: read the colours after it.
    const frame = requestAnimationFrame(() =>
      chart?.setOption({ animation: !still, animationDuration: 180, ...option() }, { notMerge: true }),
    );
    return () => cancelAnimationFrame(frame);
  }, [chart, option, still, dark, theme]);

  return <div ref={element} role="img" aria-label={label} className="w-full" style={{ height }} />;
}
