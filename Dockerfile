# docker build -t coordinator .
# docker run -p 8080:8080 -v coordinator-data:/data -v "$PWD/kubeconfigs":/kubeconfigs:ro coordinator

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# What decides the packages first: they are restored anew only when it changes.
COPY global.json .editorconfig Directory.Build.props Directory.Packages.props ./
COPY src/Coordinator/Coordinator.csproj src/Coordinator/packages.lock.json src/Coordinator/
COPY src/Coordinator.Core/Coordinator.Core.csproj src/Coordinator.Core/packages.lock.json src/Coordinator.Core/
COPY src/Coordinator.Formats/Coordinator.Formats.csproj src/Coordinator.Formats/packages.lock.json src/Coordinator.Formats/
COPY src/Coordinator.Grains/Coordinator.Grains.csproj src/Coordinator.Grains/packages.lock.json src/Coordinator.Grains/
COPY src/Coordinator.Kubernetes/Coordinator.Kubernetes.csproj src/Coordinator.Kubernetes/packages.lock.json src/Coordinator.Kubernetes/
COPY src/Coordinator.Storage/Coordinator.Storage.csproj src/Coordinator.Storage/packages.lock.json src/Coordinator.Storage/
COPY src/Coordinator.Gateway/Coordinator.Gateway.csproj src/Coordinator.Gateway/packages.lock.json src/Coordinator.Gateway/
COPY src/Coordinator.Simulator/Coordinator.Simulator.csproj src/Coordinator.Simulator/packages.lock.json src/Coordinator.Simulator/
RUN dotnet restore src/Coordinator/Coordinator.csproj --locked-mode

# Schemas and examples are embedded in the program.
COPY deploy/schemas deploy/schemas
COPY deploy/examples deploy/examples
COPY src src
RUN dotnet publish src/Coordinator/Coordinator.csproj --no-restore --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY LICENSE NOTICE /licenses/
COPY src/Coordinator.Storage/Migrations/NOTICE /licenses/NOTICE.Orleans
COPY --from=build /app /app
ENV PATH="/app:$PATH" \
    COORDINATOR_URLS=http://0.0.0.0:8080 \
    COORDINATOR_DATADIRECTORY=/data \
    COORDINATOR_KUBERNETES__KUBECONFIGFOLDER=/kubeconfigs

# The volume takes over the owner of the folder: the program may write there and nowhere else.
RUN mkdir /data /kubeconfigs && chown "$APP_UID" /data && chmod 700 /data
USER $APP_UID
WORKDIR /data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["coordinator"]
CMD ["serve"]
