//! Finds out which cloud this is: as named, else as the machine says, else the public one.

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

/// Version of the cloud's own description.
const METADATA_API: &str = "2022-09-01";

/// Which cloud one client is in, found out once.
pub(crate) struct CloudFinder {
    environment: Option<Environment>,
    /// Whether the caller named the environment, and not a variable.
    named_by_caller: bool,
    /// What the platform's variables say, and which one does.
    by_variables: Option<(Environment, &'static str)>,
    source: Arc<Source>,
    service: Arc<ServiceClient>,
    platform: Arc<dyn Platform>,
    cloud: OnceCell<Cloud>,
    /// What is gone on with while nobody can say which cloud this is.
    fallback: OnceLock<Cloud>,
}

impl CloudFinder {
    /// Starts from what [`chosen`] read; sends nothing.
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

    /// The cloud, if it was found out already.
    pub fn known(&self) -> Option<&Cloud> {
        self.cloud.get()
    }

    /// Whether the caller or `AZMI_ENVIRONMENT` names the cloud.
    pub fn is_chosen(&self) -> bool {
        self.environment.is_some()
    }

    /// The cloud: as named, else as the machine says, else the public one.
    pub(crate) async fn get(&self, call: &Call) -> Result<&Cloud> {
        // What is rarely done is boxed: it would make the future of every call, which lies on its caller's stack, ten
        // times as large.
        match self.cloud.get() {
            Some(known) => Ok(known),
            None => Box::pin(self.learn_cloud(call)).await,
        }
    }

    async fn learn_cloud(&self, call: &Call) -> Result<&Cloud> {
        let is_named = self.environment.is_some() || self.by_variables.is_some();
        if !is_named && self.instance(call).await?.is_none() {
            // Good for this call; the next one may learn more.
            return Ok(self.fallback.get_or_init(super::public));
        }
        self.cloud.get_or_try_init(|| self.find_cloud(call)).await
    }

    /// Whether the user, the platform or the machine says which cloud this is.
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

    /// Names the variable that led to a Resource Manager which can't be asked.
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

    /// The cloud as the machine's own document says, else as the platform's variables do.
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

    /// What the machine says of itself: nothing where it has no such document. `None`: it isn't available this time.
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

    /// The Resource Manager endpoint; the public one where nothing says otherwise.
    pub(crate) async fn arm_endpoint(&self, call: &Call) -> Url {
        match &self.environment {
            Some(Environment::Endpoint(arm)) => arm.clone(),
            Some(Environment::Known(cloud)) => cloud.arm.clone(),
            None => self.get(call).await.map_or_else(|_| super::public().arm, |cloud| cloud.arm.clone()),
        }
    }
}

/// The cloud that the caller names, or else the variable.
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

/// Reads the description of a custom cloud; needs no token.
///
/// # Errors
/// When the endpoint can't be reached, isn't a Resource Manager, or claims what isn't its own.
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
