import { newEventOn } from '../meta/newEvent.ts'

/** An event of Instagram with what is known of it; everything else is absent. */
export const newEvent = newEventOn('instagram')
