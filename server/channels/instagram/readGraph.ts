import { readGraphBy } from '../meta/readGraph.ts'
import { errors } from './errors.ts'

/** A read of Instagram, its refusals in Instagram's words. */
export const readGraph = readGraphBy(errors)
