/** Lines of sight running to one point on the horizon: the ramp of the stages, and nothing that claims to be data. */
export function Horizon() {
  const rays = Array.from({ length: 25 }, (_, index) => (index - 12) * 74);
  const rows = [6, 16, 32, 56, 90, 138, 204, 292];
  return (
    <div
      aria-hidden="true"
      className="relative hidden overflow-hidden border-l border-line bg-canvas lg:block"
    >
      <svg
        aria-hidden="true"
        viewBox="0 0 800 900"
        preserveAspectRatio="xMidYMid slice"
        className="absolute inset-0 size-full"
        fill="none"
      >
        <g className="stroke-line-strong">
          {rays.map((x) => (
            <path key={x} d={`M400 430 L${400 + x * 3} 900`} strokeWidth="1" opacity="0.65" />
          ))}
          {rows.map((y) => (
            <path key={y} d={`M-200 ${430 + y} H1000`} strokeWidth="1" opacity="0.65" />
          ))}
        </g>
        <path d="M-200 430 H1000" className="stroke-accent" strokeWidth="2" />
        {[1, 2, 3, 4, 5, 6].map((step) => (
          <path
            key={step}
            d={`M${400 - step * 46} 430 a${step * 46} ${step * 46} 0 0 1 ${step * 92} 0`}
            strokeWidth="2"
            style={{ stroke: `var(--ramp-${7 - step})` }}
          />
        ))}
        <circle cx="400" cy="430" r="9" className="fill-accent" />
      </svg>
    </div>
  );
}
