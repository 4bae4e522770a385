import { useRef } from 'react'
import { FormProvider, useController, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { endpointEventTypes, endpointKinds, endpointMethods, understoodEvents, type EndpointKind } from '../../../server/model/endpoint.ts'
import { ApiError } from '../callApi.ts'
import { ChangedMeanwhile } from '../frame/ChangedMeanwhile.tsx'
import { EditorForm } from '../frame/EditorForm.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { AuthFields } from './AuthFields.tsx'
import { eventWord, fieldsOfKind, formOf, isOfAutomation, newForm, type EndpointForm as Fields } from './endpointForm.ts'
import { firstMistakeIn } from './firstMistakeIn.ts'
import { MappingField } from './MappingField.tsx'
import { PairsField } from './PairsField.tsx'
import { SourcesField } from './SourcesField.tsx'
import { sameNames, useSave } from '../useSave.ts'

type Props = {
  title: string
  onClose: () => void
  /** Null: a new one. */
  endpoint: ShownEndpoint | null
  /** Errors: those of the API are shown at their fields. `overwrite`: what someone else saved meanwhile is lost. */
  onSave: (form: Fields, overwrite: boolean) => Promise<void>
  /** Shows what someone else saved meanwhile. */
  onTheirs?: () => Promise<void>
}

const names = ['name', 'url', 'method', 'headers', 'retryCount', 'events', 'sources', 'mapping'] as const

/** The field in which what is wrong with a login is shown. */
const secretOf = ({ authType }: Fields) =>
  authType === 'GOOGLE_SERVICE_ACCOUNT' ? 'googleKey' : authType === 'BASIC' ? 'password' : authType === 'API_KEY' ? 'apiValue' : 'token'

/** The editor of an endpoint, in a drawer. */
export function EndpointForm({ title, endpoint, onSave, onTheirs, onClose }: Props) {
  const { t } = useTranslation()
  const form = useForm<Fields>({ defaultValues: endpoint ? formOf(endpoint) : newForm })
  const { register, formState, watch, setValue } = form
  const { errors } = formState
  const [kind, headers, events] = watch(['kind', 'headers', 'events'])
  const { field: eventsField } = useController({
    control: form.control,
    name: 'events',
    rules: { validate: (chosen) => chosen.length > 0 || t('endpoints.oneEvent') },
  })
  const isOwned = endpoint !== null && isOfAutomation(endpoint)
  const isWebhook = kind === 'webhook'
  const understood = understoodEvents[kind]
  const mayOverwrite = useRef(false)
  const { submit, trouble, setTrouble } = useSave(form, {
    save: (fields) => onSave(fields, mayOverwrite.current),
    errorsAt: (fields) => ({ ...sameNames(names), timeoutMs: 'timeoutSeconds', auth: secretOf(fields) }),
  })
  const save = (overwrite: boolean) => {
    mayOverwrite.current = overwrite
    return submit()
  }
  return (
    <FormProvider {...form}>
      <EditorForm
        title={title}
        action={t(endpoint ? 'settings.save' : 'endpoints.create')}
        state={formState}
        onSubmit={(event) => {
          event.preventDefault()
          return save(false)
        }}
        onClose={onClose}
        trouble={trouble}
        notice={
          trouble instanceof ApiError && trouble.code === 'version_conflict' ? (
            <ChangedMeanwhile
              title={t('endpoints.changedTitle')}
              onTheirs={() => void onTheirs?.().catch(setTrouble)}
              onMine={() => void save(true)}
              busy={formState.isSubmitting}
            />
          ) : undefined
        }
      >
        {!endpoint && (
          <SelectField
            label={t('endpoints.kindLabel')}
            hint={t(`endpoints.kindHint.${kind}`)}
            className="w-full sm:w-72"
            value={kind}
            onChange={(change) => {
              const to = fieldsOfKind(change.target.value as EndpointKind, { events })
              for (const [name, value] of Object.entries(to)) setValue(name as keyof Fields, value, { shouldDirty: true })
            }}
          >
            {endpointKinds.map((one) => (
              <option key={one} value={one}>
                {t(`endpoints.kind.${one}`)}
              </option>
            ))}
          </SelectField>
        )}
        <TextField
          label={t('endpoints.name')}
          placeholder={t('endpoints.namePlaceholder')}
          autoComplete="off"
          error={errors.name?.message}
          {...register('name', { validate: (text) => text.trim() !== '' || t('needed') })}
        />
        {kind !== 'hubspot' && (
          <div className="grid gap-4 sm:grid-cols-[1fr_auto]">
            <TextField
              label={t('endpoints.url')}
              {...(isOwned ? { hint: t('endpoints.ownedUrl'), readOnly: true } : isWebhook ? {} : { hint: t(`endpoints.urlHint.${kind}`) })}
              type="url"
              placeholder="https://"
              autoComplete="off"
              spellCheck={false}
              error={errors.url?.message}
              {...register('url', {
                validate: (text) => (text.trim() === '' ? t('needed') : /^https?:\/\/\S+$/i.test(text.trim()) || t('endpoints.urlWrong')),
              })}
            />
            {isWebhook && (
              <SelectField label={t('endpoints.method')} className="w-full" {...register('method')}>
                {endpointMethods.map((method) => (
                  <option key={method}>{method}</option>
                ))}
              </SelectField>
            )}
          </div>
        )}
        <SourcesField />
        <fieldset ref={(box) => eventsField.ref(firstMistakeIn(box))} className="grid gap-2">
          <legend className="mb-1.5 text-sm font-semibold">{t('endpoints.events')}</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {(understood ?? endpointEventTypes).map((type) => (
              <label key={type} className="flex items-start gap-2 text-sm">
                <input
                  type="checkbox"
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                  checked={events.includes(type)}
                  onChange={(change) =>
                    eventsField.onChange(change.target.checked ? [...events, type] : events.filter((one) => one !== type))
                  }
                />
                <span>
                  {t(`endpoints.event.${eventWord(type)}`)} <code className="text-xs text-soft">{type}</code>
                </span>
              </label>
            ))}
          </div>
          {errors.events?.message && (
            <p role="alert" className="text-sm text-bad">
              {errors.events.message}
            </p>
          )}
        </fieldset>
        <AuthFields stored={endpoint} />
        {isWebhook && (
          <PairsField
            label={t('endpoints.headers')}
            nameLabel={t('endpoints.header')}
            valueLabel={t('endpoints.value')}
            addLabel={t('endpoints.addHeader')}
            pairs={headers}
            onChange={(pairs) => setValue('headers', pairs, { shouldDirty: true })}
            error={errors.headers?.message ?? errors.headers?.root?.message}
          />
        )}
        <MappingField error={errors.mapping?.message ?? errors.mapping?.root?.message} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t('endpoints.retries')}
            hint={t('endpoints.retriesHint')}
            type="number"
            min={0}
            max={9}
            error={errors.retryCount?.message}
            {...register('retryCount', {
              valueAsNumber: true,
              validate: (count) => (count >= 0 && count <= 9) || t('endpoints.between', { from: 0, to: 9 }),
            })}
          />
          <TextField
            label={t('endpoints.timeout')}
            hint={t('endpoints.timeoutHint')}
            type="number"
            min={1}
            max={60}
            error={errors.timeoutSeconds?.message}
            {...register('timeoutSeconds', {
              valueAsNumber: true,
              validate: (seconds) => (seconds >= 1 && seconds <= 60) || t('endpoints.between', { from: 1, to: 60 }),
            })}
          />
        </div>
      </EditorForm>
    </FormProvider>
  )
}
