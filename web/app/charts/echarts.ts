import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

// Only what our charts draw with. The canvas renderer writes no style attributes, which the page's policy refuses.
use([LineChart, BarChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

export type { ECElementEvent, EChartsCoreOption, EChartsType } from 'echarts/core';
export { init };
