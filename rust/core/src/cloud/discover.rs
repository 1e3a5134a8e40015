//! Finds the cloud: the one that the user names, else the machine's, else the public one.

use super::{Cloud, Environment, from_metadata, variables};
use crate::arm::errors;
use crate::call::{Call, EventSink};
use crate::client_options::ClientOptions;
use crate::env::leftover;
use crate::error::{Code, Error, Result, quote};
use crate::event::Event;
use crate::http::service::ServiceClient;
use crate::instance::InstanceMetadata;
use crate::platform::Platform;
use crate::service_request::{self, PreparedRequest};
use crate::source::{self, Source};
use crate::source_kind::SourceKind;
use crate::trust;
use std::sync::{Arc, OnceLock};
use tokio::sync::OnceCell;
use url::Url;

/// The API version of `/metadata/endpoints`.
const METADATA_API: &str = "2022-09-01";

/// Finds the cloud of a client once and remembers it.
pub(crate) struct CloudFinder {
    environment: Option<Environment>,
    /// Whether the caller, not a variable, named the environment.
    named_by_caller: bool,
    /// The cloud that the platform's variables name, and the variable.
    by_variables: Option<(Environment, &'static str)>,
    source: Arc<Source>,
    service: Arc<ServiceClient>,
    platform: Arc<dyn Platform>,
    cloud: OnceCell<Cloud>,
    /// The cloud to use while the real one can't be determined.
    fallback: OnceLock<Cloud>,
}

impl CloudFinder {
    /// Starts with the result of [`chosen`]; sends nothing.
    pub fn new(
        environment: Option<Environment>,
        options: &ClientOptions,
        source: &Arc<Source>,
        service: &Arc<ServiceClient>,
        platform: &Arc<dyn Platform>,
    ) -> Self {
        Self {
            environment,
            named_by_caller: options.environment.is_some(),
            by_variables: variables::cloud_of(&options.env),
            source: Arc::clone(source),
            service: Arc::clone(service),
            platform: Arc::clone(platform),
            cloud: OnceCell::new(),
            fallback: OnceLock::new(),
        }
    }

    /// The cloud, if it's already known.
    pub fn known(&self) -> Option<&Cloud> {
        self.cloud.get()
    }

    /// Whether the caller or `AZMI_ENVIRONMENT` names the cloud.
    pub fn is_chosen(&self) -> bool {
        self.environment.is_some()
    }

    /// The cloud: the one that the user names, else the machine's, else the public one.
    pub(crate) async fn get(&self, call: &Call) -> Result<&Cloud> {
        // The rare path is boxed: otherwise the future of every call, which is on the caller's stack, would be ten
        // times as large.
        match self.cloud.get() {
            Some(known) => Ok(known),
            None => Box::pin(self.learn_cloud(call)).await,
        }
    }

    async fn learn_cloud(&self, call: &Call) -> Result<&Cloud> {
        let is_named = self.environment.is_some() || self.by_variables.is_some();
        if !is_named && self.instance(call).await?.is_none() {
            // For this call only; the next one may learn more.
            return Ok(self.fallback.get_or_init(super::public));
        }
        self.cloud.get_or_try_init(|| self.find_cloud(call)).await
    }

    /// Whether the user, the platform or the machine has named a known cloud.
    pub(crate) fn is_known(&self) -> bool {
        let instance = self.source.state.instance.found();
        self.environment.is_some()
            || self.by_variables.is_some()
            || instance
                .and_then(|known| known.az_environment.as_deref())
                .is_some_and(|name| super::named(name).is_some())
    }

    async fn find_cloud(&self, call: &Call) -> Result<Cloud> {
        match &self.environment {
            Some(environment) => {
                let described = self.describe(environment, call).await;
                described.map_err(|error| self.explain_environment(error, environment))
            }
            None => self.cloud_of_machine(call).await,
        }
    }

    /// Names the variable if it points to a Resource Manager that doesn't respond correctly.
    fn explain_environment(&self, error: Error, environment: &Environment) -> Error {
        let arm = match environment {
            Environment::Endpoint(arm) if !self.named_by_caller => arm,
            _ => return error,
        };
        match error.code() {
            Code::ConnectionFailed if trust::is_loopback(arm) => {
                error.followed_by(&leftover::cause("AZMI_ENVIRONMENT")).hint(leftover::REMEDY)
            }
            Code::NameNotResolved | Code::ConnectionFailed | Code::CertificateNotTrusted | Code::BadResponse => {
                error.followed_by("The address comes from the variable AZMI_ENVIRONMENT.")
            }
            _ => error,
        }
    }

    async fn describe(&self, environment: &Environment, call: &Call) -> Result<Cloud> {
        match environment {
            Environment::Known(cloud) => Ok(cloud.clone()),
            Environment::Endpoint(arm) => describe_cloud(&self.service, &*self.platform, arm, call).await,
        }
    }

    /// The cloud according to the instance metadata, else according to the platform's variables.
    async fn cloud_of_machine(&self, call: &Call) -> Result<Cloud> {
        if let Some(name) = self.instance(call).await?.and_then(|machine| machine.az_environment.as_deref()) {
            let environment = super::named(name).ok_or_else(|| {
                Error::new(Code::InvalidEnvironment, format!("This machine is in the cloud '{}', whose Resource Manager endpoint isn't known.", quote::quoted(name)))
                    .hint("Name its endpoint: -Environment https://management.<region>.<domain> (--environment), or set the variable AZMI_ENVIRONMENT. Tokens for an audience that is given as a URI, and this machine's own ids, work without it.")
            })?;
            return self.describe(&environment, call).await;
        }
        match &self.by_variables {
            Some((environment, variable)) => {
                let cloud = self.describe(environment, call).await?;
                call.emit(Event::Notice { text: format!("The cloud is {}, as {variable} says.", cloud.name) });
                Ok(cloud)
            }
            None => Ok(super::public()),
        }
    }

    /// The instance metadata, empty if the machine has none. `None` if it isn't available this time.
    pub(crate) async fn instance(&self, call: &Call) -> Result<Option<&InstanceMetadata>> {
        let source = &self.source;
        let cell = &source.state.instance;
        if !matches!(source.kind, SourceKind::Vm | SourceKind::Arc) {
            return Ok(Some(cell.none()));
        }
        match cell.found() {
            Some(known) => Ok(Some(known)),
            None => Box::pin(self.read_instance(call)).await,
        }
    }

    async fn read_instance(&self, call: &Call) -> Result<Option<&InstanceMetadata>> {
        let events: EventSink = {
            let call = call.clone();
            Arc::new(move |event| call.emit(event))
        };
        let source = &self.source;
        let client = source.client(&self.platform, &events);
        let read = source.state.instance.look(source::instance::fetch(&client), &events);
        call.run("reading the instance metadata", read).await
    }

    /// The Resource Manager endpoint; the public one if no other is known.
    pub(crate) async fn arm_endpoint(&self, call: &Call) -> Url {
        match &self.environment {
            Some(Environment::Endpoint(arm)) => arm.clone(),
            Some(Environment::Known(cloud)) => cloud.arm.clone(),
            None => self.get(call).await.map_or_else(|_| super::public().arm, |cloud| cloud.arm.clone()),
        }
    }
}

/// The environment that the caller names, or else the variable.
///
/// # Errors
/// `InvalidEnvironment`, `UntrustedHost`.
pub(crate) fn chosen(options: &ClientOptions) -> Result<Option<Environment>> {
    if let Some(named) = &options.environment {
        return super::parse(named).map(Some);
    }
    let by_variable = options.env.get("AZMI_ENVIRONMENT").map(super::parse).transpose();
    by_variable.map_err(|error| error.led_by("The variable AZMI_ENVIRONMENT can't be used:"))
}

/// Reads the description of a custom cloud, without a token.
///
/// # Errors
/// If the endpoint can't be reached, isn't a Resource Manager, or claims an audience that isn't its own.
pub(crate) async fn describe_cloud(
    service: &ServiceClient,
    platform: &dyn Platform,
    arm: &Url,
    call: &Call,
) -> Result<Cloud> {
    let mut url = arm.clone();
    url.set_path("/metadata/endpoints");
    url.query_pairs_mut().append_pair("api-version", METADATA_API);
    let request = PreparedRequest::get(url);
    let rules = request.rules();
    let answer = service_request::send(rules, service, platform, &request, None, call).await?;
    if answer.is_success() {
        return from_metadata(arm, &answer.body);
    }
    Err(errors::explain(
        &answer,
        &errors::ErrorContext {
            service: errors::RESOURCE_MANAGER,
            url: &request.url,
            method: &request.method,
            audience: None,
            principal: None,
            now: platform.now(),
        },
    ))
}
