import { ApiError } from '../platform/errors.ts'
import { RefusedAddressError, type GuardedHttp } from '../platform/guardedHttp.ts'
import { sentenceOf } from './sentences.ts'

/**
 * In:     whose address it is, and `path`, the part of the input that named it.
 * Errors: ApiError invalid_input when the address leads where it may not.
 */
export async function checkAddress(
  { guardedHttp }: { guardedHttp: GuardedHttp },
  { workspaceId }: { workspaceId: string },
  url: string,
  path = 'url',
): Promise<void> {
  try {
    await guardedHttp.check(url, workspaceId)
  } catch (error) {
    if (!(error instanceof RefusedAddressError)) throw error
    const message = sentenceOf(error.code)
    throw new ApiError('invalid_input', message, [{ path, message }])
  }
}
