import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { MailCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ActivityTabs } from '../activity/ActivityTabs.tsx'
import { ToActivity } from '../activity/ToActivity.tsx'
import { TraceDrawer } from '../activity/TraceDrawer.tsx'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { Choice } from '../parts/Choice.tsx'
import { showNote } from '../parts/notes.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { BulkActions } from './BulkActions.tsx'
import { countOf, filterOf } from './deadFilter.ts'
import { DeadLetterRow } from './DeadLetterRow.tsx'
import { useDeadLetters } from './useDeadLetters.ts'

const route = getRouteApi('/frame/activity/unsent')

/** Failed and parked messages with their reasons; each, or all that are shown, can be sent again or closed. */
export function DeadLettersPage() {
  const { t } = useTranslation()
  const { chosen } = useAccountChoice()
  const address = route.useSearch()
  const { event: open, state, code } = address
  const change = useListAddress(address, 'event')
  const filter = filterOf(chosen?.id ?? null, state, code)
  const { data: reasons } = useQuery(queries.deadReasons(filterOf(chosen?.id ?? null, state, undefined)))
  const list = useDeadLetters(filter)
  const count = countOf(reasons?.data ?? [], code)
  const act = async (what: 'again' | 'sent' | 'failed', id: string) => {
    try {
      const done = what === 'again' ? (await api.replayDead({ ids: [id] })).replayed : (await api.closeDead({ ids: [id] }, what)).closed
      // None: someone else was faster, and the list updates in a moment.
      if (done > 0) showNote(t(what === 'again' ? 'unsent.sentAgain' : 'unsent.closed', { count: done }))
    } catch (trouble) {
      showProblem(t, trouble)
    }
    await list.renew()
  }

  return (
    <ListPage
      title={t('unsent.title')}
      text={t('unsent.text')}
      actions={<BulkActions filter={filter} {...count} onDone={() => void list.renew()} />}
      tabs={<ActivityTabs />}
      filters={
        <>
          <Choice
            label={t('unsent.show')}
            value={state === 'failed' || state === 'parked' ? state : 'all'}
            onChange={(value) => change({ state: value === 'all' ? undefined : value, code: undefined })}
            options={(['all', 'parked', 'failed'] as const).map((value) => ({ value, label: t(`unsent.state.${value}`) }))}
            className="col-span-2"
          />
          <FilterField
            wide
            label={t('unsent.reason')}
            any={t('unsent.anyReason')}
            value={code}
            onChange={(value) => change({ code: value })}
            options={
              reasons?.data.map(({ reason, messages }) => ({
                value: reason.code,
                label: `${messages} × ${reason.text.split('. ')[0]}`,
              })) ?? []
            }
          />
        </>
      }
      list={list}
      filtered={Boolean(state || code)}
      onClear={() => change({ state: undefined, code: undefined })}
      icon={MailCheck}
      empty={{
        title: t('unsent.emptyTitle'),
        text: t('unsent.emptyText'),
        action: <ToActivity />,
      }}
      none={{ title: t('unsent.noneTitle'), text: t('unsent.noneText') }}
      drawer={open && <TraceDrawer eventId={open} onClose={() => change({ event: undefined })} />}
    >
      <VirtualList
        label={t('unsent.title')}
        list={list}
        rowHeight={96}
        row={(letter) => (
          <DeadLetterRow
            letter={letter}
            current={letter.eventId !== null && letter.eventId === open}
            onOpen={() => change({ event: letter.eventId ?? undefined })}
            onReplay={() => act('again', letter.id)}
            onClose={(outcome) => act(outcome, letter.id)}
          />
        )}
      />
    </ListPage>
  )
}
