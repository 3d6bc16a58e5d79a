import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ViewportControl } from './viewportControl.ts';

/** The wheel pans, with ctrl (and the pinch of a trackpad, which looks the same) it zooms. */
export function useWheel(
  element: RefObject<HTMLElement | null>,
  control: RefObject<ViewportControl | null>,
): void {
  useEffect(() => {
    const own = element.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      if (!event.ctrlKey && !event.metaKey) {
        const [right, down] =
          event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
        control.current?.panBy(-right * unit, -down * unit);
        return;
      }
      const { left, top } = own?.getBoundingClientRect() ?? { left: 0, top: 0 };
      const around = { x: event.clientX - left, y: event.clientY - top };
      const pull = Math.max(-60, Math.min(60, event.deltaY * unit));
      control.current?.zoomBy(Math.exp(-pull / 160), around);
    };
    own?.addEventListener('wheel', onWheel, { passive: false });
    return () => own?.removeEventListener('wheel', onWheel);
  }, []);
}
