//! What names must and must not mean: the table of look-alikes.
//!
//! In: the embedded dictionary. Out: nothing but failures. It never tests what a value is, only what a name says.

use super::overlay::{Overlay, OverlayEntry};
use super::verdict::{Reach, Strength, Verdict};
use super::words::Words;
use super::{HashClass, Measure, embedded};

/// `+key part` for a sure name, `=key part` for a likely one, `~key part` for a weak one, `-` for what never is data, `?` for what says nothing.
fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Data(n) => {
            let sign = match n.strength {
                Strength::Sure => '+',
                Strength::Likely => '=',
                Strength::Weak => '~',
            };
            format!("{sign}{}", n.key.rsplit('.').next().unwrap_or(n.key))
        }
        Verdict::Never(_) => "-".to_owned(),
        Verdict::Unknown => "?".to_owned(),
    }
}

fn check(expect: &str, names: &str) {
    let words = Words::embedded();
    let wrong: Vec<String> = names
        .split_whitespace()
        .map(|name| (name, said(&words.classify(name))))
        .filter(|(_, said)| said != expect)
        .map(|(name, said)| format!("{name}: {said}"))
        .collect();
    assert_eq!(wrong, Vec::<String>::new(), "expected {expect}");
}

#[test]
fn the_files_load() {
    assert_eq!(Words::load(embedded::WORDS).1, Vec::<String>::new());
}

#[test]
fn credentials_are_known_by_name() {
    check(
        "+password",
        "password passwords user_password newPassword passwd smtp_passwd pwd plaintext_password confirm_password passphrase Password",
    );
    check(
        "+api_key",
        "api_key apiKey x_api_key openai_api_key api_keys secret_access_key raw_key plain_key api_token personal_access_token apikey",
    );
    check(
        "+session_token",
        "access_token refreshToken session_token bearer_token jwt id_token auth_token auth_header authorization session_cookie owner_token",
    );
    check(
        "+login_code",
        "otp totp_code verification_code mfa_code recovery_code login_code totp_secret passcode code_verifier",
    );
    check(
        "+oauth_token",
        "oauth_token oauth2_access_token authorization_code github_token",
    );
    check(
        "+reset_token",
        "reset_token password_reset_token email_verification_token invite_token magic_link confirmation_token activation_code",
    );
    check(
        "+webhook_secret",
        "webhook_secret stripe_webhook_secret webhook_signing_secret",
    );
    check("+private_key", "private_key private_key_pem seed_phrase");
    check(
        "+client_secret",
        "client_secret google_client_secret app_secret aws_secret_key",
    );
    check(
        "+signing_key",
        "jwt_secret signing_key cookie_secret encryption_key session_secret hmac_key",
    );
    check(
        "+database_url",
        "database_url db_url redis_url connection_string mongo_uri",
    );
}

#[test]
fn people_are_known_by_name() {
    check(
        "+email",
        "email user_email emailAddress e_mail customer_email emails email_lower",
    );
    check(
        "+ip_address",
        "client_ip remote_addr peer_addr x_forwarded_for remoteAddr user_ip original_ip",
    );
    check("=ip_address", "ip ips ip_address ip_addr new_ip");
    check("-", "dst_ip container_ip from_email");
    check("+user_agent", "user_agent userAgent");
    check("+phone_number", "phone phone_number mobile_number");
    check("+first", "first_name firstName given_name");
    check("-", "client_given_name");
    check("+last", "last_name family_name surname");
    check("+name", "real_name cardholder_name");
    check("+username", "username user_name preferred_username");
    check("+date_of_birth", "date_of_birth dob birthday");
    check("+credit_card", "card_number cvv credit_card");
    check("+bank_account", "iban bank_account account_number");
    check("+precise", "latitude longitude geolocation");
    check("+device_id", "device_id imei push_token");
    check("+fingerprint", "device_fingerprint browser_fingerprint");
}

#[test]
fn content_is_known_by_telling_names_only() {
    check(
        "+prompt",
        "user_prompt chat_history user_message expanded_prompt image_prompt prompt_text title_prompt",
    );
    check(
        "+generated",
        "llm_response generated_text model_output assistant_message ai_response tool_result_content",
    );
    check(
        "+extracted_text",
        "transcript extracted_text ocr_text transcription",
    );
    check("+message", "direct_message comment_text email_body");
    check(
        "~prompt",
        "prompt messages content text input body payload query system_prompt",
    );
    check("~generated", "completion answer response_text output delta");
    check(
        "~session_token",
        "token cookie headers request_headers session_key",
    );
    check("~api_key", "key_value secret_key service_key");
    check("?", "access_key");
    check("~client_secret", "secret");
    check("~login_code", "code pin");
}

#[test]
fn numbers_of_language_models_are_no_credentials() {
    check(
        "-",
        "max_tokens prompt_tokens completion_tokens token_count total_tokens tokens_per_second tokens input_tokens cached_tokens",
    );
    check(
        "-",
        "reasoning_tokens tokens_used max_completion_tokens token_limit token_budget output_token_count num_tokens logprobs n_tokens",
    );
}

#[test]
fn ids_and_metadata_of_a_credential_are_none() {
    check(
        "-",
        "api_key_id apiKeyId token_id session_id_hash key_id api_key_name api_key_prefix api_key_expires_at token_type kid",
    );
    check(
        "-",
        "token_expiry token_ttl password_policy password_strength password_template api_key_hint password_changed_at secret_name",
    );
    check(
        "-",
        "jwt_config token_name email_template email_subject email_verified password_enabled key_version api_key_status",
    );
    check(
        "-",
        "token_url token_endpoint secret_path password_file session_store prompt_id prompt_name prompt_template prompt_version",
    );
}

#[test]
fn counts_and_presence_are_none() {
    check(
        "-",
        "has_password is_email needs_token email_count prompt_len prompt_length password_length body_size token_present api_key_present",
    );
    check(
        "-",
        "password_required totp_enabled should_reset_password max_password_age min_password_length email_sent_at require_email",
    );
    check(
        "-",
        "password_reset_requested_at allow_passwords missing_token invalid_password no_password prompts_count",
    );
}

#[test]
fn measured_names_are_no_source() {
    check(
        "-",
        "password_hash hashed_password token_hash key_hash api_key_digest encrypted_api_key encrypted_password masked_email redacted_url",
    );
    check(
        "-",
        "password_salt email_hash ciphertext masked_key hashed_token ip_hash",
    );
}

#[test]
fn other_trades_have_their_own_tokens_and_keys() {
    check(
        "-",
        "csrf_token page_token next_page_token cancellation_token continuation_token lexer_token parser_token fencing_token publish_token",
    );
    check(
        "-",
        "cache_key map_key partition_key sort_key primary_key foreign_key public_key row_key object_key redis_key routing_key idempotency_key",
    );
    check(
        "-",
        "status_code error_code country_code exit_code cookie_store cookie_name socket_addr listen_addr bind_addr header_name",
    );
    check(
        "-",
        "authorizations invite_code server_ip_address bot_email",
    );
    check(
        "-",
        "error_message log_message sql_query table_name file_name model_name string_token token_stream verifying_key site_key storage_key",
    );
    check(
        "-",
        "API_KEY MAX_TOKENS PASSWORD_FIELD TOKEN DEFAULT_PROMPT",
    );
}

#[test]
fn what_stands_before_a_preposition_decides() {
    check(
        "+email",
        "email_of_user emails_by_id user_email_from_claims",
    );
    check("~session_token", "token_from_header token_for_user");
    check("-", "model_from_request list_by_email path_of_prompt");
}

#[test]
fn what_says_nothing_is_left_alone() {
    check(
        "?",
        "x foo account order user config_value_thing customer widget organization",
    );
    check("?", "_ __");
}

#[test]
fn weak_names_need_support() {
    let words = Words::embedded();
    let key = |name: &str, contexts: &[&str]| words.classify_in(name, contexts).map(|n| n.key);
    assert_eq!(key("token", &["lexer.rs", "Parser"]), None);
    assert_eq!(
        key("token", &["auth.rs", "Claims"]),
        Some("user.authorization.credentials.session_token")
    );
    assert_eq!(
        key("content", &["LlmClient", "chat"]),
        Some("user.content.private.prompt")
    );
    assert_eq!(key("content", &["templates.rs"]), None);
    assert_eq!(
        key("text", &["whisper.rs"]),
        Some("user.content.private.extracted_text")
    );
    assert_eq!(key("password", &[]), Some("user.authorization.password"));
    assert_eq!(
        key("code", &["PasswordReset"]),
        Some("user.authorization.credentials.reset_token")
    );
    assert_eq!(key("code", &["InviteCode"]), None);
    assert_eq!(key("random_code", &["Invite"]), None);
    assert_eq!(key("message", &["messages", "log_message"]), None);
    assert_eq!(
        key("message", &["Inbox"]),
        Some("user.content.private.message")
    );
    assert_eq!(key("full_name", &["Repository"]), None);
    assert_eq!(key("full_name", &["Patient"]), Some("user.name"));
    assert!(words.speaks_against("user.device.ip_address", "VmHost"));
    assert!(!words.speaks_against("user.device.ip_address", "LoginAttempt"));
    assert!(words.speaks_against("user.device.ip_address", "ServerConfig"));
    assert!(words.speaks_against("user.device.ip_address", "QuicClient"));
    assert!(!words.speaks_against("user.device.ip_address", "Client"));
    assert!(!words.speaks_against("user.device.ip_address", "handle_client"));
    assert!(words.supports("user.content.private.prompt", "ChatCompletionRequest"));
    assert!(!words.supports("user.content.private.prompt", "Renderer"));
}

#[test]
fn headers_and_variables_have_their_own_lists() {
    let words = Words::embedded();
    assert_eq!(
        words.header("Authorization"),
        Some("user.authorization.credentials.session_token")
    );
    assert_eq!(
        words.header("X-Forwarded-For"),
        Some("user.device.ip_address")
    );
    assert_eq!(
        words.header("x-api-key"),
        Some("user.authorization.credentials.api_key")
    );
    assert_eq!(words.header("content-type"), None);
    assert_eq!(words.header("x-csrf-token"), None);
    let env = |name: &str| said(&words.env(name));
    assert_eq!(env("OPENAI_API_KEY"), "+client_secret");
    assert_eq!(env("DATABASE_URL"), "+database_url");
    assert_eq!(env("JWT_SECRET"), "+signing_key");
    assert_eq!(env("SMTP_PASSWORD"), "+client_secret");
    assert_eq!(env("PGPASSWORD"), "+client_secret");
    for name in [
        "MAX_TOKENS",
        "TOKEN_TTL",
        "AWS_ACCESS_KEY_ID",
        "STRIPE_PUBLISHABLE_KEY",
        "SENTRY_DSN",
        "SECRET_KEY_FILE",
    ] {
        assert_eq!(env(name), "-", "{name}");
    }
    for name in ["PORT", "RUST_LOG", "HOME", "PGPASSFILE"] {
        assert_eq!(env(name), "?", "{name}");
    }
}

#[test]
fn function_names_tell_measures() {
    let words = Words::embedded();
    let measure = |name: &str| words.measure_of(name).map(|m| (m.measure, m.reach));
    for name in [
        "mask_redis_url",
        "redact",
        "obfuscateEmail",
        "without_secrets",
        "log::redact_headers",
        "anonymize_ip",
        "url_redacted",
    ] {
        assert_eq!(measure(name), Some((Measure::Masked, Reach::Any)), "{name}");
    }
    for name in [
        "sanitize_html",
        "hash_map",
        "trim",
        "task",
        "HashMap::new",
        "get_hash",
    ] {
        assert_eq!(measure(name), None, "{name}");
    }
    let Some((Measure::Hashed(a), Reach::Unseen)) = measure("hash_password") else {
        panic!("hash_password")
    };
    assert_eq!((a.class, a.name), (HashClass::Unknown, "hash"));
    assert_eq!(
        words.algorithm("sha256").map(|a| a.class),
        Some(HashClass::Digest)
    );
    assert_eq!(
        words.algorithm("md5").map(|a| a.class),
        Some(HashClass::Weak)
    );
    assert_eq!(words.algorithm("hmac-sha256").map(|a| a.keyed), Some(true));
}

#[test]
fn the_policy_file_has_the_last_word() {
    let overlay = Overlay {
        data: vec![OverlayEntry {
            key: "user.content.private.prompt".into(),
            names: vec!["generation_input".into(), "cache_key".into()],
            not: vec!["system_password".into()],
            ..OverlayEntry::default()
        }],
        ..Overlay::default()
    };
    let words = Words::with(&overlay);
    let said = |name: &str| said(&words.classify(name));
    assert_eq!(said("generation_input"), "+prompt");
    assert_eq!(said("raw_generation_inputs"), "+prompt");
    assert_eq!(said("cache_key"), "+prompt");
    assert_eq!(said("GENERATION_INPUT"), "+prompt");
    assert_eq!(said("system_password"), "-");
    assert_eq!(said("password"), "+password");
    assert_eq!(said("generation"), "~generated");
}
