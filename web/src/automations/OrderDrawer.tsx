import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { handle } from '../accounts/handle.ts'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { PlacedItem } from '../../../server/automations/order.schemas.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

const groups = ['story', 'message', 'post', 'comment', 'none'] as const

/** The order in which matching automations reply, per account, with buttons to change it. */
export function OrderDrawer() {
  const { t } = useTranslation()
  const { accounts, chosen } = useAccountChoice()
  const navigate = useNavigate()
  return (
    <Drawer title={t('automations.orderTitle')} closeLabel={t('close')} onClose={() => void navigate({ to: '/automations' })}>
      <div className="grid gap-6 px-4 py-5 sm:px-6">
        <p className="text-soft">{t('automations.orderText')}</p>
        {(chosen ? [chosen] : accounts).map((account) => (
          <AccountOrder key={account.id} account={account} named={accounts.length > 1} />
        ))}
      </div>
    </Drawer>
  )
}

function AccountOrder({ account, named }: { account: Account; named: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { queryKey } = queries.order(account.id)
  const query = useQuery(queries.order(account.id))
  const [busy, setBusy] = useState(false)
  const [moved, setMoved] = useState<{ id: string; up: boolean; told: string } | null>(null)
  const list = useRef<HTMLElement>(null)
  // The pressed button keeps the focus at its new place; at the end of the list, where it is disabled, its counterpart gets it.
  useEffect(() => {
    if (!moved) return
    const row = list.current?.querySelector(`[data-automation="${moved.id}"]`)
    const buttons = [...(row?.querySelectorAll('button') ?? [])]
    const wanted = buttons[moved.up ? 0 : 1]
    ;(wanted?.disabled ? buttons.find((button) => !button.disabled) : wanted)?.focus()
  }, [moved])

  const move = async (item: PlacedItem, group: PlacedItem[], up: boolean) => {
    const index = group.indexOf(item)
    const other = group[index + (up ? -1 : 1)]
    if (!other || busy) return
    setBusy(true)
    try {
      client.setQueryData(queryKey, await api.moveAutomation(item.id, up ? { before: other.id } : { after: other.id }))
      const place = { name: item.name, place: index + (up ? 0 : 2), count: group.length, group: t(`automations.orderGroup.${item.group}`) }
      setMoved({ id: item.id, up, told: t('automations.movedTo', place) })
    } catch (trouble) {
      showProblem(t, trouble)
      void query.refetch()
    } finally {
      setBusy(false)
    }
  }

  return (
    <section ref={list} aria-label={handle(account)} className="grid gap-5">
      {named && <h3 className="font-bold">{handle(account)}</h3>}
      <Loaded query={query} rows={3}>
        {(order) => (
          <>
            {order.data.length === 0 && <p className="text-soft">{t('automations.orderEmpty')}</p>}
            {groups.map((name) => {
              const group = order.data.filter((item) => item.group === name)
              if (group.length === 0) return null
              return (
                <div key={name}>
                  <h4 className="mb-2 text-sm font-semibold text-soft">{t(`automations.orderGroup.${name}`)}</h4>
                  <ol className="grid gap-2">
                    {group.map((item, index) => (
                      <li
                        key={item.id}
                        data-automation={item.id}
                        className="flex items-center gap-3 rounded-xl border border-line bg-card px-3 py-2 shadow-card"
                      >
                        <span className="w-6 text-right text-soft tabular-nums" aria-hidden>
                          {index + 1}
                        </span>
                        <span className="grid min-w-0 grow">
                          <span className="truncate font-medium">{item.name}</span>
                          <span className="text-sm text-soft">{t(item.words ? 'automations.orderWords' : 'automations.orderAny')}</span>
                        </span>
                        {!item.live && <Chip tone="plain">{t('automations.orderNotLive')}</Chip>}
                        <span className="flex">
                          <Button
                            look="quiet"
                            size="icon"
                            aria-label={t('automations.moveUp', { name: item.name })}
                            disabled={index === 0}
                            onClick={() => void move(item, group, true)}
                          >
                            <ArrowUp aria-hidden />
                          </Button>
                          <Button
                            look="quiet"
                            size="icon"
                            aria-label={t('automations.moveDown', { name: item.name })}
                            disabled={index === group.length - 1}
                            onClick={() => void move(item, group, false)}
                          >
                            <ArrowDown aria-hidden />
                          </Button>
                        </span>
                      </li>
                    ))}
                  </ol>
                </div>
              )
            })}
          </>
        )}
      </Loaded>
      <p aria-live="polite" className="sr-only">
        {moved?.told}
      </p>
    </section>
  )
}
