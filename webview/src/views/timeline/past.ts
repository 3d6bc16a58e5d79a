import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** The moment that the views show, by the server's clock; absent while it is now. */
export const PastMoment = createContext<number | undefined>(undefined);

/** Whether what is shown is over, so that it can be neither called nor changed. */
export function useIsPast(): boolean {
  return useContext(PastMoment) !== undefined;
}
