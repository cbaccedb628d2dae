"""The pages beside the API: the register's OpenAPI document, shown by Swagger UI or on a plain page."""
