import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { api } from '../api.ts'

/** Switches an endpoint on or off; on, it is no longer disabled either. Out: what to say of it. */
export function useSwitch(endpoint: ShownEndpoint) {
  const { t } = useTranslation()
  return async (isActive: boolean) => {
    await api.changeEndpoint(endpoint.id, { isActive })
    return t(isActive ? 'endpoints.nowOn' : 'endpoints.nowOff')
  }
}
