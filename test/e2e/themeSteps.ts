import type { TourContext, TourStep } from './tour.ts';
import { laidOut, selectService, showTopology } from './topologySteps.ts';

/** The topology in the themes that people use; pictures for the eye. */
export const themeSteps: readonly TourStep[] = [
  theme('light', 'Light Modern'),
  theme('high-contrast', 'Dark High Contrast'),
  theme('dark', 'Dark Modern'),
];

function theme(name: string, label: string): TourStep {
  return {
    name: `theme-${name}`,
    title: `the topology in the theme ${label}`,
    async run(tour: TourContext) {
      const { workbench } = tour;
      await workbench.closeAllEditors();
      await workbench.run('Preferences: Color Theme');
      await workbench.quickInput().fill(label);
      await workbench.quickPick(label).click();
      await workbench.quickInput().waitFor({ state: 'hidden' });
      const graph = await showTopology(tour);
      await laidOut(graph);
      await selectService(graph, 'orders');
      await workbench.page.waitForTimeout(800);
    },
  };
}
