import { readGraphBy } from '../meta/readGraph.ts'
import { errors } from './errors.ts'

/** A read from Instagram, with Instagram's error table. */
export const readGraph = readGraphBy(errors)
