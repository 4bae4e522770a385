import { newEventOn } from '../meta/newEvent.ts'

export const newEvent = newEventOn('messenger')
