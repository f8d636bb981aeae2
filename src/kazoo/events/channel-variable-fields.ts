import { type EventFields, eachWithin, firstOf, flag, text } from './event-field.ts';

// Kazoo 5 has names of its own for these.
const callerPrivacyName = firstOf(flag('caller_privacy_name'), flag('privacy_hide_name'));
const callerPrivacyNumber = firstOf(flag('caller_privacy_number'), flag('privacy_hide_number'));

/**
 * The fields of `custom_channel_vars`, flattened: what Kazoo's applications attach to a leg
 * (events.md section 5.2).
 */
export const channelVariableFields = eachWithin('custom_channel_vars', {
  accountName: text('account_name'),
  accountRealm: text('account_realm'),
  realm: text('realm'),
  ownerId: text('owner_id'),
  authorizingId: text('authorizing_id'),
  authorizingType: text('authorizing_type'),
  username: text('username'),
  presenceId: text('presence_id'),
  bridgeId: text('bridge_id'),
  callInteractionId: text('call_interaction_id'),
  callflowId: text('callflow_id'),
  applicationName: text('application_name'),
  channelAuthorized: flag('channel_authorized'),
  accountBilling: text('account_billing'),
  resellerBilling: text('reseller_billing'),
  accountTrunkUsage: text('account_trunk_usage'),
  resourceId: text('resource_id'),
  resourceType: text('resource_type'),
  globalResource: flag('global_resource'),
  e164Destination: text('e164_destination'),
  originalNumber: text('original_number'),
  inception: text('inception'),
  callerPrivacyName,
  callerPrivacyNumber,
  privacyHideName: callerPrivacyName,
  privacyHideNumber: callerPrivacyNumber,
  callForward: flag('call_forward'),
  retainCid: flag('retain_cid'),
  referredBy: text('referred_by'),
  referredTo: text('referred_to'),
  redirectedBy: text('redirected_by'),
  redirectedReason: text('redirected_reason'),
  mediaGroupId: text('media_group_id'),
  mediaRecordingId: text('media_recording_id'),
  mediaWebrtc: flag('media_webrtc'),
  registerOverwriteNotify: flag('register_overwrite_notify'),
  suppressUnregisterNotifications: flag('suppress_unregister_notifications'),
  sipInviteDomain: text('sip_invite_domain'),
} satisfies EventFields);

/** What an application for queues attaches to the legs of its callers and agents, where it runs. */
export const queueVariableFields = eachWithin('custom_channel_vars', {
  queueId: text('queue_id'),
  /** On an agent's leg, the leg of the caller whom it is for. */
  memberCallId: text('member_call_id'),
});
