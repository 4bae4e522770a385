/** A fault put into a copy of the sources on purpose: `find` stands exactly once in `file`. `caughtBy`: the tests that must turn red. */
export type Bug = { name: string; changes: { file: string; find: string; replace: string }[]; caughtBy: string[] }

const simulation = ['test/simulation/simulation.test.ts']
const deliveries = ['test/journeys/endpoints.test.ts']
const files = ['test/journeys/media.test.ts']
const killed = ['test/proofs/killedDeliveries.test.ts']
const bug = (name: string, file: string, find: string, replace: string, caughtBy: string[] = simulation): Bug => ({
  name,
  changes: [{ file, find, replace }],
  caughtBy,
})

export const bugs: Bug[] = [
  // Receiving and reading.
  bug(
    '200 is answered before the body is committed',
    'server/inbox/receive.ts',
    'await storeBatch(batch.map((one) => one.body))\n      for (const one of batch) one.resolve()',
    'for (const one of batch) one.resolve()\n      await storeBatch(batch.map((one) => one.body))',
  ),
  {
    name: 'a webhook that comes twice is decided twice, and no unique key stops it',
    changes: [
      { file: 'server/inbox/dropKnown.ts', find: 'known.has(name) || ', replace: '' },
      {
        file: 'migrations/0001_house.sql',
        find: '  decision jsonb not null,\n  unique (account_id, key)',
        replace: '  decision jsonb not null',
      },
    ],
    caughtBy: simulation,
  },
  bug(
    'two workers read and decide at the same time',
    'server/queue/ingestLock.queries.ts',
    'select pg_try_advisory_xact_lock(${ingestLock}) as mine',
    'select true as mine',
  ),
  bug(
    'messages are not planned in the transaction of their decision',
    'server/inbox/ingest.ts',
    'await addMessages(trx, following.messages)',
    'await addMessages(deps.system as never, following.messages)',
  ),
  bug(
    'what the platform is to be asked is noted outside the transaction of its event',
    'server/inbox/ingest.ts',
    'await addJobs(trx, { newId: deps.newId, now }, jobs)',
    'await addJobs(deps.system as never, { newId: deps.newId, now }, jobs)',
  ),
  bug(
    'an occurrence is removed outside the transaction of its event',
    'server/inbox/ingest.ts',
    'await removeOccurrences(\n      trx,',
    'await removeOccurrences(\n      deps.system as never,',
  ),
  bug(
    'an occurrence that was read stays',
    'server/inbox/occurrences.queries.ts',
    'if (ids.length) await sql`delete from occurrences',
    'if (!ids.length) await sql`delete from occurrences',
  ),
  bug(
    'an occurrence that is told again starts once more',
    'server/inbox/readOccurrences.ts',
    'occurred: await dropKnown(trx, occurred)',
    'occurred',
  ),
  bug(
    'a message by hand does not wait for whoever decides in its conversation',
    'server/outbox/messages.queries.ts',
    ' for key share of a for no key update of c',
    '',
    ['test/journeys/byHand.test.ts'],
  ),
  bug(
    'a run that was woken stays due',
    'server/automations/runs.queries.ts',
    'private_reply_used = excluded.private_reply_used, state = excluded.state,',
    'private_reply_used = excluded.private_reply_used,',
  ),
  bug(
    'the account answers its own comments',
    'server/channels/instagram/readComment.ts',
    'const isOwn = authorId === part.accountId || (selfId !== null && selfId !== authorId)',
    'const isOwn = false',
    ['server/channels/instagram/read.test.ts'],
  ),
  bug(
    'only the beginning of a signature is compared',
    'server/channels/meta/signature.ts',
    '.update(rawBody).digest(), signature)',
    '.update(rawBody).digest().subarray(0, 4), signature.subarray(0, 4))',
    ['server/channels/meta/signature.test.ts'],
  ),
  bug(
    "an account's own secret speaks for all accounts",
    'server/inbox/whyForeign.ts',
    'if (vouchesFor(body.signer, account))',
    'if (vouchesFor(null, account))',
    ['test/journeys/whoSigned.test.ts'],
  ),
  bug('long ids are read as numbers', 'server/channels/meta/parseExact.ts', 'longNumber.test(text) ?', 'false ?', [
    'server/channels/meta/parseExact.test.ts',
  ]),

  // Deciding.
  bug(
    'STOP is taken for an answer while a question waits',
    'server/engine/decide.ts',
    "if (opt === 'out') return optOut(builder)",
    "if (opt === 'out' && !conversation.waiting) return optOut(builder)",
    ['server/engine/decide.test.ts', 'server/engine/runs.test.ts'],
  ),
  bug(
    'an answer is shortened where something touches it',
    'server/engine/bounded.ts',
    'return isFree(before, beside) && (isFree(after, beside) || isFree(signAt(text, stop), beside))',
    'return true',
    ['server/engine/readAnswer.test.ts'],
  ),
  bug(
    'an answer for any text is older and takes the words of others',
    'server/engine/order.ts',
    'Number(b.words) - Number(a.words) ||',
    '',
    ['server/engine/compileSet.test.ts', 'server/engine/order.test.ts'],
  ),
  bug(
    'a mention is an answerable keyword',
    'server/engine/heardText.ts',
    'if (mentions?.some(([from, to]) => start < to && end > from && (start > from || end < to))) return false',
    '',
    ['server/engine/heardText.test.ts'],
  ),
  bug(
    'the last try is used up by an album that answers nothing',
    'server/engine/steps/ask.ts',
    'const tries = Math.min(run.tries + 1, step.maxTries - 1)',
    'const tries = run.tries + 1',
    ['server/engine/runs.test.ts'],
  ),
  bug(
    'variations are repeated before all were said',
    'server/engine/chooseVariation.ts',
    ': !said.includes(index)) left.push(index)',
    ': true) left.push(index)',
    ['server/engine/decide.test.ts', 'server/engine/runs.test.ts', 'server/engine/dice.test.ts'],
  ),

  // Jobs.
  bug(
    'of two attempts that end together, the one that lost its job counts too',
    'server/jobs/settleJobs.queries.ts',
    'written.get(id) === epoch',
    'written.has(id)',
    ['test/jobs/jobs.test.ts'],
  ),
  bug('a job is settled by whoever comes last', 'server/jobs/settleJobs.queries.ts', ' and j.epoch = given.epoch', ''),
  bug(
    'the result of a job is kept outside the transaction that settles it',
    'server/jobs/settleBatch.ts',
    'await deps.keepResults(trx, results)',
    'await deps.keepResults(deps.jobs as never, results)',
  ),
  bug(
    'a job whose outcome nobody learned is done again, harmless or not',
    'server/jobs/settlement.ts',
    'if (!handler.repeatable) return',
    'if (!handler) return',
  ),
  bug('what dead workers held is never taken back', 'server/jobs/takeBackJobs.ts', '...lost.map((job)', '...[].map((job: never)'),
  bug('the later of a lane goes first', 'server/jobs/claimJobs.queries.ts', 'e.seq < j.seq', 'e.seq > j.seq'),
  bug('more of a turn run at once than may', 'server/jobs/claimJobs.queries.ts', 'slot = c.slot', 'slot = null', [
    'test/jobs/turns.test.ts',
  ]),
  bug(
    'a job that was claimed is claimed again',
    'server/jobs/claimJobs.queries.ts',
    " and j.state = 'waiting' and j.run_at <= ${claim.now}\n      for update of j",
    'for update',
    ['test/jobs/jobs.test.ts'],
  ),

  // Deliveries.
  bug(
    'the job of a delivery is not added with it',
    'server/endpoints/planDeliveries.queries.ts',
    'isDisabled\n        ? []',
    'isDisabled || id\n        ? []',
    deliveries,
  ),
  bug(
    'an attempt whose outcome nobody learned is not repeated',
    'server/endpoints/deliver.job.ts',
    'repeatable: true',
    'repeatable: false',
    deliveries,
  ),
  bug(
    'a delivery is not settled with its job',
    'server/endpoints/deliver.job.ts',
    'settle(trx, deps, ended)',
    'settle(trx, deps, [])',
    deliveries,
  ),
  bug(
    'each endpoint gets an id of its own',
    'server/endpoints/destinations/webhook.ts',
    'to.eventId, to.sentAt, body',
    'to.endpointId, to.sentAt, body',
    deliveries,
  ),
  bug(
    'what happened to a lead overtakes what happened before',
    'server/endpoints/planDeliveries.queries.ts',
    'return about && `deliver/',
    'return null && `deliver/',
    deliveries,
  ),
  bug(
    'an address is resolved again after it was checked',
    'server/platform/guardedHttp.ts',
    'buildConnector({ timeout: connectWithinMs, lookup: lookupOf(protocol) })',
    'buildConnector({ timeout: connectWithinMs })',
    ['server/platform/guardedHttp.test.ts'],
  ),
  bug(
    'one private address among public ones is enough',
    'server/platform/guardedHttp.ts',
    '!found.every(({ address }) => isPublic(address) || isAllowed(address))',
    '!found.some(({ address }) => isPublic(address) || isAllowed(address))',
    ['server/platform/guardedHttp.test.ts'],
  ),

  bug(
    'the first of a series has its slot, and the others run beside it',
    'server/jobs/claimJobs.queries.ts',
    'case when nth >= count - abreast then',
    'case when nth < abreast then',
    ['test/jobs/turns.test.ts'],
  ),
  bug(
    'jobs of a series go on after one that failed',
    'server/jobs/runner.ts',
    'n === 0 || (endedWell === n && !beginsNone)',
    'n === 0 || !beginsNone',
    ['test/jobs/turns.test.ts'],
  ),
  bug(
    'two workers that settle deliveries of one lead overlook each other',
    'server/leads/leadStates.queries.ts',
    'order by id for no key update`',
    'order by id`',
    deliveries,
  ),
  bug(
    'all deliveries of a deleted endpoint are deleted at once',
    'server/endpoints/removeEndpoint.queries.ts',
    'order by d.seq desc limit ${atMost}`',
    'order by d.seq desc limit 1000 + ${atMost}`',
    deliveries,
  ),
  bug(
    'a lead ad whose worker died before it was stored is not fetched again',
    'server/leadAds/fetchLead.job.ts',
    'repeatable: true',
    'repeatable: false',
    killed,
  ),
  bug(
    'a lead of a lead ad that is not there yet is given up at once',
    'server/leadAds/fetchLead.job.ts',
    "error.code === 'object_missing' && job.failures >= askedAgain",
    "error.code === 'object_missing'",
    ['test/journeys/leadAds.test.ts'],
  ),
  bug(
    'a DM by API locks its lead before its thread',
    'server/dms/sendDm.ts',
    'const locked = isUuid(leadId) ? await lockThread(trx, leadId, provider) : null\n      if (isUuid(leadId) && !locked) await lockForThread(trx, deps, { leadId, provider })\n      const lead = isUuid(leadId) ? await lockLead(trx, leadId) : undefined',
    'const lead = isUuid(leadId) ? await lockLead(trx, leadId) : undefined\n      const locked = isUuid(leadId) ? await lockThread(trx, leadId, provider) : null\n      if (isUuid(leadId) && !locked) await lockForThread(trx, deps, { leadId, provider })',
    ['test/journeys/dmApi.test.ts'],
  ),
  bug(
    'what a dead worker was to deliver is never taken back',
    'server/jobs/takeBackJobs.ts',
    'Object.keys(deps.handlers)',
    "Object.keys(deps.handlers).filter((kind) => kind !== 'deliver')",
    killed,
  ),
  bug(
    'a delivery that is repeated after a kill has another id',
    'server/endpoints/destinations/webhook.ts',
    'signatureHeaders(to.secrets, to.eventId,',
    "signatureHeaders(to.secrets, to.eventId + (to.isRepeat ? '-again' : ''),",
    killed,
  ),

  // Saying: claims and leases.
  bug(
    'a later message of a lane does not wait for the earlier one',
    'server/outbox/claim.queries.ts',
    'earlier.lane = o.lane and (earlier.seq < o.seq',
    'earlier.lane = o.lane and (earlier.seq < 0',
  ),
  bug(
    'the call does not wait until `sending` is committed',
    'server/outbox/outbox.ts',
    'sending: await beginSending(deps, sendable, takenAt)',
    'sending: (void beginSending(deps, sendable, takenAt).catch(() => {}), new Set(sendable.map(({ message }) => message.id)))',
  ),
  bug('a lease never runs out', 'server/outbox/leases.queries.ts', 'o.lease_until < ${machineNow} or not exists', 'not exists'),
  bug(
    'nobody takes back what the dead held',
    'server/outbox/leases.queries.ts',
    "where o.lease_until is not null and o.state in ('claimed', 'sending')\n        and (o.lease_until",
    'where false and (o.lease_until',
  ),
  bug(
    'what a dead worker was sending counts as never sent',
    'server/outbox/leases.queries.ts',
    "state = case when lost.state = 'sending' then 'in_doubt' else",
    "state = case when lost.state = 'sending' then 'planned' else",
  ),
  {
    name: 'a worker renews claims that it never heard of',
    changes: [
      { file: 'server/outbox/leases.queries.ts', find: 'if (!ids.length) return\n', replace: '\n' },
      {
        file: 'server/outbox/leases.queries.ts',
        find: 'where message_id = any(${ids}::uuid[]) and lease_holder',
        replace: 'where lease_holder',
      },
    ],
    caughtBy: ['test/journeys/claiming.test.ts'],
  },
  bug(
    'a worker that stood still says it nevertheless',
    'server/outbox/outbox.ts',
    'started > beginBy\n        ? wasSuspended',
    'false\n        ? wasSuspended',
    ['test/journeys/lateAnswer.test.ts'],
  ),
  bug(
    'calls of a worker that stood still count as trouble of the platform',
    'server/outbox/outbox.ts',
    'durationMs > judgeAfterMs ?',
    'false ?',
    ['test/journeys/lateAnswer.test.ts'],
  ),

  // Saying: outcomes and doubts.
  bug(
    'a call without an answer is simply made again',
    'server/outbox/settleAttempts.ts',
    "...said,\n      state: 'in_doubt',\n      doubts",
    "...said,\n      state: 'planned',\n      not_before: now,\n      doubts",
  ),
  bug('whoever is late overwrites what became of a message', 'server/outbox/settle.queries.ts', '(o.epoch = given.epoch or', '(true or', [
    'test/journeys/lateAnswer.test.ts',
  ]),
  bug(
    'a doubt is judged while its call may be under way',
    'server/outbox/settleAttempts.ts',
    "lease_until: message.kind === 'private_reply' ? null : tried.judgeFrom",
    'lease_until: null',
    ['test/journeys/lateAnswer.test.ts'],
  ),
  bug(
    'a private reply that had arrived counts as refused',
    'server/outbox/settleAttempts.ts',
    "outcome.code === 'comment_not_answerable' && message.kind === 'private_reply' && message.doubts > 0",
    "outcome.code === 'comment_not_answerable' && message.kind === 'private_reply' && message.doubts > 99",
  ),
  bug(
    'one echo settles two messages',
    'server/outbox/doubts.queries.ts',
    'and not exists (select from attempts o where o.account_id = e.account_id and o.channel_message_id = e.external_id)',
    '',
    ['test/journeys/doubt.test.ts'],
  ),
  bug(
    'whatever comes back counts as what was said',
    'server/model/isSame.ts',
    "return words !== '' && words === normalizeText(said.text)",
    'return true',
    ['server/model/isSame.test.ts'],
  ),
  bug(
    'an echo of what is just being sent settles an older doubt',
    'server/outbox/settledByEcho.ts',
    '!beingSaid.some((other) => isSame(other, heard))',
    'true',
    ['server/outbox/settledByEcho.test.ts'],
  ),
  bug('reading back takes what belongs to another message', 'server/outbox/settleDoubts.ts', '!recorded.has(one.id)', 'true'),
  bug(
    'the statistics count tries, not messages',
    'server/automations/stats.queries.ts',
    "from ${sql.table(written)} where state = 'sent' and automation_id",
    'from ${sql.table(written)} where automation_id',
  ),

  // Saying: what is promised in public.
  bug(
    'a public reply does not wait for its DM',
    'server/inbox/decideBatch.ts',
    'waits_for: message.waitsFor === null ? null : ids[message.waitsFor]!',
    'waits_for: null',
  ),
  bug(
    'a public reply is posted although its DM was not sent',
    'server/outbox/whyNotNow.ts',
    'if (message.waitsFor && !isSent(message.dmState))',
    'if (false)',
  ),
  bug(
    'a public reply is forgotten when an echo tells that its DM arrived',
    'server/outbox/echoes.queries.ts',
    "    released as (${releaseReplies('known', now)}),\n",
    '',
  ),

  // Saying: limits and last looks.
  bug(
    'the sliding window forgets a bucket too early',
    'server/limits/slidingWindow.ts',
    'Array.from({ length: buckets + 1 }, () => 0),\n})',
    'Array.from({ length: buckets }, () => 0),\n})',
    ['server/limits/slidingWindow.test.ts'],
  ),
  bug(
    'a failed call gives back the slot of a newer one',
    'server/limits/slidingWindow.ts',
    '(window.newest - Math.floor(takenAtMs / bucketMs(window)))',
    '0',
    ['server/limits/slidingWindow.test.ts'],
  ),
  bug('slots are not taken', 'server/outbox/reserve.ts', 'await storeWindows(trx, [...changed])', ''),
  bug('what was planned is said after STOP', 'server/outbox/whyNotNow.ts', 'if (message.optedOutAt && !message.byHand)', 'if (false)'),
  bug('messages are sent when the window is over', 'server/channels/meta/whyNotNow.ts', 'if (!until || until <= now)', 'if (false)', [
    'test/journeys/refusals.test.ts',
    'server/channels/meta/whyNotNow.test.ts',
  ]),

  // Across machines.
  bug(
    'a process that stood still writes calls whose time limit is over',
    'server/platform/http.ts',
    'if (isOverdue()) controller',
    'if (false) controller',
    ['test/crashes/lateCall.test.ts'],
  ),
  bug(
    'each failed try for a worker’s lock begins another row of tries',
    'server/worker.ts',
    'await fresh.end().catch(() => {})\n      throw error',
    'void takeAgain()\n      throw error',
    ['test/queue/workerLock.test.ts'],
  ),
  bug(
    'an automation without a cooldown cools down while the clock of another machine is ahead',
    'server/engine/decide.ts',
    'Math.abs(now.getTime() - last.getTime()) < automation',
    'now.getTime() - last.getTime() < automation',
    ['server/engine/decide.test.ts'],
  ),

  bug(
    'what was missed while the connection was lost is not told',
    'server/platform/changes.queries.ts',
    'await client.query(`listen ${channel}`)\n      announceAll()',
    'await client.query(`listen ${channel}`)',
    ['server/platform/changes.test.ts'],
  ),
  bug(
    'a change comes back to the process that made it',
    'server/platform/changes.queries.ts',
    'processId === rows[0]!.own || !payload',
    '!payload',
    ['server/platform/changes.test.ts'],
  ),
  // Walls.
  bug(
    'row-level security lets everybody see everything',
    'migrations/0002_rooms_locked.sql',
    'own_workspace on %I to autodm_web using (%s) with',
    'own_workspace on %I to autodm_web using (true) with',
    ['test/workspaceWalls.test.ts'],
  ),

  // Breakers, limits of one's own, and what was not sent.
  bug(
    'each worker makes a call of its own to find out whether the line works again',
    'server/outbox/reserve.ts',
    '  await startProbes(trx, [...probes], now)\n',
    '',
    ['test/journeys/breakers.test.ts'],
  ),
  bug(
    'a missing permission of one kind pauses the whole account',
    'server/channels/meta/judge.ts',
    "return row.reach === 'kind'\n",
    'return false\n',
    ['test/journeys/stoppedAccount.test.ts', 'server/channels/meta/judge.test.ts'],
  ),
  bug(
    'a subcode that nobody knows reaches as far as its code',
    'server/channels/meta/judge.ts',
    'if (error.subcode !== null) return false',
    '',
    ['server/channels/meta/judge.test.ts'],
  ),
  bug(
    'a private reply that waits for its permission holds up the conversation',
    'server/outbox/claim.queries.ts',
    "and not (earlier.state = 'planned' and ${stopped} -> earlier.kind is not null)",
    '',
    ['test/journeys/stoppedAccount.test.ts'],
  ),
  bug(
    'what the Page was subscribed to is replaced',
    'server/channels/meta/subscribe.ts',
    '[...new Set([...wish.fields, ...(had ?? [])])]',
    'wish.fields',
    ['server/channels/instagram/subscribe.test.ts', 'test/journeys/connecting.test.ts'],
  ),
  bug(
    'doubts are looked into while nobody can be reached, until their looks are used up',
    'server/outbox/accountReads.ts',
    "error.line === 'down' || error.class",
    "error.code === 'none' || error.class",
    ['test/journeys/breakers.test.ts'],
  ),
  bug(
    'a limit of one’s own takes the place of the platform’s',
    'server/outbox/reserve.ts',
    'return [...rates, ...(own ?',
    'return [...(own ? [] : rates), ...(own ?',
    ['test/journeys/ownLimits.test.ts'],
  ),
  bug(
    'comments that were too young for a check are not looked at again',
    'server/missed/checkEvents.job.ts',
    '|| known?.count !== commentCount || known.changed)',
    '|| known?.count !== commentCount)',
    ['test/journeys/missedEvents.test.ts'],
  ),
  bug(
    'a check that could not read everything counts as complete',
    'server/missed/checks.queries.ts',
    'and c.ended_at is not null and c.failed = 0\n      order by',
    'and c.ended_at is not null\n      order by',
    ['test/journeys/missedEvents.test.ts'],
  ),
  bug(
    'people are answered who wrote while the account was switched off',
    'server/missed/checkEvents.job.ts',
    'Math.max(now.getTime() - history.readableMs, standing.activeSince.getTime())',
    'now.getTime() - history.readableMs',
    ['test/journeys/missedEvents.test.ts'],
  ),
  bug(
    'whom the owner answered by hand is answered again after an outage',
    'server/missed/readHistory.job.ts',
    'some((id) => !own.has(id))',
    'some((id) => !own.has(id) && id === null)',
    ['test/journeys/missedEvents.test.ts'],
  ),
  bug(
    'the own comments of a Page are answered as if people had written them',
    'server/channels/messenger/readFeed.ts',
    'const isOwn = authorId === part.accountId\n  const postId',
    'const isOwn = false\n  const postId',
    ['test/journeys/messenger.test.ts'],
  ),
  bug(
    'a delivery that comes late takes back that a message was read',
    'server/outbox/watermarks.queries.ts',
    "and (m.state = 'sent' or m.state = 'delivered' and coalesce(m.sending_at, m.final_at) <= u.read_until)",
    "and m.state in ('sent', 'delivered', 'read')",
    ['test/journeys/messenger.test.ts'],
  ),
  bug(
    'imported history opens the window of a person',
    'server/engine/silence.ts',
    "event.isOwn || event.noReply === 'imported' ||",
    'event.isOwn ||',
    ['test/journeys/whatsappInbound.test.ts'],
  ),
  bug(
    'automations answer into a talk that somebody of the business began on the phone',
    'server/engine/decide.ts',
    '  if (event.byHand) pauseAfterHand(event, at, builder)\n',
    '',
    ['test/journeys/whatsappInbound.test.ts'],
  ),
  bug(
    'a ban that was taken back stops the account when it is told late',
    'server/accounts/notices.queries.ts',
    "coalesce((mine.notices -> g.topic ->> 'at')::timestamptz <= g.at, true)",
    'true',
    ['test/journeys/whatsappInbound.test.ts'],
  ),

  // Files.
  bug(
    'a page that a person sent is served as a page',
    'server/media/serving.ts',
    "shown.test(type) || type === 'application/pdf' ? type : 'application/octet-stream'",
    'type',
    files,
  ),
  bug(
    'the platform is given our own id of a file',
    'server/outbox/readyFiles.ts',
    'if (!all.length) return',
    'if (all.length >= 0) return',
    files,
  ),
  bug(
    'the files of an erased person stay on the disk',
    'server/media/removedFiles.job.ts',
    'await Promise.all(paths.map((path) => files.remove(path)))',
    'void files',
    files,
  ),
  bug(
    'the keys of events keep the id of an erased person',
    'server/platform/belongings/ofInbox.ts',
    "key: \"case when kind = 'comment' then key else 'erased:' || id end\",",
    "key: 'key',",
    ['test/belongings.test.ts', 'test/journeys/erased.test.ts'],
  ),
  bug(
    'a lane is said to be in turn while an earlier job of it is tried again',
    'server/jobs/dueTurns.queries.ts',
    'e.seq < t.seq and e.epoch > 0',
    'false',
    ['test/journeys/queue.test.ts'],
  ),
]

/** A handful for every `npm test`: quick, and of different kinds. */
export const quickBugs = [
  'only the beginning of a signature is compared',
  'long ids are read as numbers',
  'variations are repeated before all were said',
  'STOP is taken for an answer while a question waits',
  'a failed call gives back the slot of a newer one',
  'a later message of a lane does not wait for the earlier one',
  'a call without an answer is simply made again',
  'two workers read and decide at the same time',
]
