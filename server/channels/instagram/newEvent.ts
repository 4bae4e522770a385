import { newEventOn } from '../meta/newEvent.ts'

/** Creates an event of Instagram with the given fields; all other fields are absent. */
export const newEvent = newEventOn('instagram')
