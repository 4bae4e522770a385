import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownImport } from '../../../server/imports/imports.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip, type Tone } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Progress } from '../parts/Progress.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

const tones: Record<ShownImport['status'], Tone> = { running: 'doubt', done: 'good', failed: 'bad', cancelled: 'plain' }

/** The newest imports, with their progress while they run. */
export function ImportHistory({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation()
  const query = useQuery(queries.imports)
  return (
    <Section title={t('contactImport.history')}>
      <Loaded query={query} rows={1} className="m-0">
        {({ data }) =>
          data.length === 0 ? (
            <p className="text-sm text-soft">{t('contactImport.none')}</p>
          ) : (
            <ul aria-label={t('contactImport.history')} className="grid gap-5">
              {data.map((one) => (
                <ImportRow key={one.id} shown={one} mayChange={mayChange} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}

function ImportRow({ shown, mayChange }: { shown: ShownImport; mayChange: boolean }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { id, name, status, total, done, created, updated, unchanged, failed, errorFile, why, createdAt } = shown
  const number = (count: number) => count.toLocaleString(i18n.language)
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (trouble) {
      showProblem(t, trouble, () => void act(work))
    }
    await client.invalidateQueries({ queryKey: ['contacts', 'imports'] })
  }
  const forWhich = <span className="sr-only">: {name}</span>
  return (
    <li className="grid gap-2 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-semibold break-words">{name}</span>
        <Chip tone={tones[status]}>{t(`contactImport.status.${status}`)}</Chip>
        <Ago at={createdAt} justNow={t('justNow')} className="text-xs text-soft" />
      </p>
      {status === 'running' && <Progress label={t('contactImport.progress', { name })} done={done} total={total} />}
      <p className="text-soft">
        {t('contactImport.sum', {
          done: number(done),
          total: number(total),
          created: number(created),
          updated: number(updated),
          unchanged: number(unchanged),
          failed: number(failed),
        })}
      </p>
      {why && <p className="text-bad">{why.text}</p>}
      <div className="flex flex-wrap gap-2">
        {errorFile && (
          <Button asChild size="sm">
            <a href={errorFile} download>
              <Download aria-hidden />
              {t('contactImport.errorFile')}
              {forWhich}
            </a>
          </Button>
        )}
        {mayChange && (
          <Confirm
            trigger={
              <Button size="sm" look="quiet">
                {t(status === 'running' ? 'contactImport.cancel' : 'contactImport.delete')}
                {forWhich}
              </Button>
            }
            title={t(status === 'running' ? 'contactImport.cancelTitle' : 'contactImport.deleteTitle', { name })}
            text={t(status === 'running' ? 'contactImport.cancelText' : 'contactImport.deleteText')}
            confirm={t(status === 'running' ? 'contactImport.cancel' : 'contactImport.delete')}
            cancel={t('close')}
            onConfirm={() => void act(() => (status === 'running' ? api.cancelImport(id) : api.deleteImport(id)))}
          />
        )}
      </div>
    </li>
  )
}
